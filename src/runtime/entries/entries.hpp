// One function for each circuit of the catalogue.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <memory>

namespace myotatic::runtime {

std::unique_ptr<Entry> stretch_reflex_entry();
std::unique_ptr<Entry> antagonist_pair_entry();
std::unique_ptr<Entry> rolled_muscle_entry();
std::unique_ptr<Entry> rolled_pair_entry();
std::unique_ptr<Entry> spindle_entry();
std::unique_ptr<Entry> spindle_inertial_entry();
std::unique_ptr<Entry> spindle_thixotropic_entry();
std::unique_ptr<Entry> prochazka1999_entry();
std::unique_ptr<Entry> prochazka_gorassini1998_entry();
std::unique_ptr<Entry> tendon_organ_entry();
std::unique_ptr<Entry> houk_simon1967_entry();
std::unique_ptr<Entry> muscle_entry();
std::unique_ptr<Entry> thelen2003_entry();
std::unique_ptr<Entry> fuglevand1993_entry();

} // namespace myotatic::runtime
