#include "myotatic/runtime/catalogue.hpp"

#include "entries/entries.hpp"

namespace myotatic::runtime {

std::optional<LinearDelaySystem> Entry::linearise(const Scenario&) const { return std::nullopt; }

SweepSummary Entry::sweep(const Scenario&, ParameterRows&, const SweepOptions&, std::optional<Isa>, SweepSink&) const {
    throw InputError(Place{}, "the circuit '" + facts().name + "' can be run, but not swept");
}

const std::vector<std::unique_ptr<Entry>>& catalogue() {
    static const auto entries = [] {
        std::vector<std::unique_ptr<Entry>> all;
        all.push_back(stretch_reflex_entry());
        all.push_back(antagonist_pair_entry());
        all.push_back(rolled_muscle_entry());
        all.push_back(rolled_pair_entry());
        all.push_back(spindle_entry());
        all.push_back(spindle_inertial_entry());
        all.push_back(spindle_thixotropic_entry());
        all.push_back(prochazka1999_entry());
        all.push_back(prochazka_gorassini1998_entry());
        all.push_back(tendon_organ_entry());
        all.push_back(houk_simon1967_entry());
        all.push_back(muscle_entry());
        all.push_back(thelen2003_entry());
        all.push_back(fuglevand1993_entry());
        return all;
    }();
    return entries;
}

const Entry* find_entry(std::string_view name) {
    for (const auto& entry : catalogue())
        if (entry->facts().name == name) return entry.get();
    return nullptr;
}

} // namespace myotatic::runtime
