#include "circuit_entry.hpp"
#include "entries.hpp"
#include "pathways.hpp"

#include "myotatic/experiment/standard_tissue.hpp"

namespace myotatic::runtime {

template <>
inline constexpr Methods compiled_methods<RolledPair> = Methods::tsitouras5;

namespace {

// What muscles and sense organs feel of their rollers, each with the parameter that switches it off when it is 0.
void append_touch(std::vector<Pathway>& all, const std::string& muscle) {
    const auto own = [&](const std::string& parameter) { return muscle + "." + parameter; };
    all.push_back({muscle + ": strain of spindles by pressure",
                   "pressure across its belly",
                   "its spindles",
                   +1,
                   own("tissue.strain_ratio"),
                   "",
                   {},
                   "squeezed across, a muscle of constant volume lengthens along its fibres",
                   "spindles answer to pressure on the muscle (torell_dimitriou2024); Poisson's ratio of passive muscle",
                   Evidence::second_hand});
    all.push_back({muscle + ": pressure on tendon organs",
                   "pressure on either end of its belly",
                   "its tendon organs",
                   +1,
                   own("force_per_pressure"),
                   "",
                   {},
                   "adds to the force of the tendon",
                   "none; the popular description needs it",
                   Evidence::hypothesis,
                   "",
                   "mechanisms.as_described"});
    all.push_back({muscle + ": fusimotor drive limited by tendon organs",
                   "its Ib interneurone",
                   "its spindles",
                   -1,
                   own("ib_to_fusimotor"),
                   own("ib_interneuron.threshold"),
                   {own("ib_delay"), own("gamma_delay")},
                   "takes a share of both fusimotor drives per activity of the Ib interneurone",
                   "none: the popular description; no such pathway is known",
                   Evidence::hypothesis,
                   "",
                   "mechanisms.as_described"});
    all.push_back({muscle + ": fusimotor drive raised by tender tissue",
                   "tender zones of its belly",
                   "its spindles",
                   +1,
                   own("tenderness_to_fusimotor"),
                   "",
                   {own("gamma_delay")},
                   "static fusimotor drive times 1 + gain x tender zones over a quarter of all",
                   "none: in people muscle pain lowered spindle rates (birznieks2008)",
                   Evidence::hypothesis});
    for (Pathway& mechanism : mechanisms_of_tissue(muscle)) all.push_back(std::move(mechanism));
}

std::vector<Pathway> pathways() {
    std::vector<Pathway> all = pathways_of_pair();
    append_touch(all, "extensor");
    append_touch(all, "flexor");
    return all;
}

} // namespace

std::unique_ptr<Entry> rolled_pair_entry() {
    return std::make_unique<CircuitEntry<RolledPair>>(
        "rolled_pair",
        "Two muscles against each other on the ankle, each in soft tissue under a roller: a session of self-myofascial "
        "release (hypotheses of ours)",
        std::vector<Preset<RolledPair>>{
            {"human_calf_pair",
             "healthy triceps surae and tibialis anterior, knee straight, free ankle (muscles: seth2018, rajagopal2016; "
             "medium rollers)",
             human_calf_pair()},
            {"human_calf_pair_tight",
             "the same with a quarter of the calf tight, tender and its spindles set high (hypothesis)",
             human_calf_pair_tight()}},
        pathways(), delays_of_pair());
}

} // namespace myotatic::runtime
