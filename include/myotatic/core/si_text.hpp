// The unit that a number has when it is SI.
#pragma once

#include "myotatic/core/unit.hpp"

#include <string>

namespace myotatic {

/// The same unit in SI symbols: "mm/s" becomes "m/s", "ms" becomes "s", "pps" stays.
std::string si_text(const Unit& unit);

} // namespace myotatic
