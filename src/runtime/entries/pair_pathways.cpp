#include "pathways.hpp"

namespace myotatic::runtime {

namespace {

// What ends on the pool, the interneurones and the spindles of one muscle.
void append_pathways(std::vector<Pathway>& all, const std::string& muscle, const std::string& antagonist) {
    const auto own = [&](const std::string& parameter) { return muscle + "." + parameter; };
    const auto its = [&](const std::string& parameter) { return antagonist + "." + parameter; };
    const auto add = [&](Pathway pathway) {
        pathway.name = muscle + ": " + pathway.name;
        all.push_back(std::move(pathway));
    };
    const std::string pool = "its motor pool", ia_interneuron = "its Ia interneurone";

    add({"Ia excitation",
         "its primary spindle endings",
         pool,
         +1,
         own("w_ia"),
         own("theta_ia"),
         {own("ia_delay")},
         "rate above its value at rest, in reference rates, less the threshold; nothing below it; times what the terminals "
         "transmit",
         "monosynaptic stretch reflex; threshold relative to rest",
         Evidence::computed,
         "",
         "pathways.ia_excitation"});
    add({"post-activation depression",
         "spikes of its primary spindle endings",
         "their terminals",
         -1,
         own("terminal.release"),
         "",
         {own("ia_delay")},
         "each spike uses a share of the transmitter, which returns with a time constant of its own; counted from rest",
         "depression of the H-reflex after stretch and contraction (crone_nielsen1989, hultborn1996)",
         Evidence::verified,
         "",
         "pathways.depression"});
    for (const std::string& source : {muscle, antagonist})
        add({"presynaptic inhibition by Ia of the " + source,
             "primary spindle endings of the " + source,
             "the terminals of its own",
             -1,
             own("w_presynaptic"),
             own("theta_presynaptic"),
             {source + ".ia_delay"},
             "rate above its value at rest, in reference rates, less the threshold; nothing below it; all terminals at "
             "most; "
             "less with drive from above, by " +
                 own("w_relief"),
             "vibration depresses the H-reflex; so that 1 mm at 80 Hz takes a fourth of it",
             Evidence::hypothesis,
             "",
             "pathways.presynaptic_inhibition"});
    add({"depression by loading",
         "pressure on its belly that rises",
         "the terminals of its primary spindle endings",
         -1,
         own("spikes_per_pressure"),
         "",
         {},
         "a rise of pressure uses up transmitter like that many spikes",
         "H-reflexes during roller massage (young2018); who does it is not known",
         Evidence::hypothesis,
         "",
         "pathways.loading_depression"});
    add({"inhibition by pressure",
         "pressure on its belly",
         "the terminals of its primary spindle endings",
         -1,
         own("w_level"),
         "",
         {},
         "blocks w_level p/(p + half_pressure) of the terminals; an alternative to depression by loading, for comparison",
         "H-reflexes during roller massage (young2018), which a pressure that is held does not depress for long",
         Evidence::hypothesis,
         "",
         "pathways.pressure_inhibition"});
    add({"group II excitation",
         "its secondary spindle endings",
         pool,
         +1,
         own("w_ii"),
         own("ii_interneuron.threshold"),
         {own("ii_delay")},
         "rate above its value at rest, in reference rates, less the threshold, through an interneurone; nothing below it",
         "medium-latency response is group II-like (grey2001)",
         Evidence::verified,
         "",
         "pathways.ii_excitation"});
    add({"Ib feedback",
         "its Golgi tendon organ",
         pool,
         -1,
         own("w_ib"),
         own("ib_interneuron.threshold"),
         {own("ib_delay")},
         "rate in reference rates less the threshold, through an interneurone; nothing below it; stance turns it around",
         "negative force feedback in static postures, positive in stance (prochazka1997)",
         Evidence::verified,
         own("stance"),
         "pathways.ib_feedback"});
    add({"reciprocal inhibition",
         "Ia interneurone of the " + antagonist + ", which its primary spindle endings drive",
         pool,
         -1,
         own("w_reciprocal"),
         its("ia_interneuron.threshold"),
         {its("ia_delay")},
         "rate above its value at rest, in reference rates, less the threshold, through the interneurone; nothing below it",
         "two synapses; extensors receive more than flexors; 0.05 in a public model of the afferented muscle",
         Evidence::second_hand,
         "",
         "pathways.reciprocal_inhibition"});
    add({"mutual inhibition of Ia interneurones",
         "Ia interneurone of the " + antagonist,
         ia_interneuron,
         -1,
         own("w_mutual"),
         own("ia_interneuron.threshold"),
         {},
         "activity, taken from its drive",
         "0.5 in a public model of the afferented muscle",
         Evidence::second_hand,
         "",
         "pathways.mutual_inhibition"});
    add({"drive of the Ia interneurone from above",
         "descending drive of its motor pool",
         ia_interneuron,
         +1,
         own("w_command"),
         own("ia_interneuron.threshold"),
         {},
         "drive above nothing: who contracts a muscle lets its antagonist go",
         "alpha-linked reciprocal inhibition; size assumed",
         Evidence::hypothesis,
         "",
         "pathways.linked_inhibition"});
    add({"recurrent inhibition",
         "Renshaw cells, which its motor axons drive",
         pool,
         -1,
         own("w_recurrent"),
         own("renshaw.threshold"),
         {},
         "motor drive that leaves, less the threshold, through the Renshaw cells; nothing below it",
         "0.1 to 0.3",
         Evidence::recalled,
         "",
         "pathways.recurrent_inhibition"});
    add({"recurrent inhibition of the Ia interneurone",
         "Renshaw cells, which its motor axons drive",
         ia_interneuron,
         -1,
         own("w_recurrent_ia"),
         own("renshaw.threshold"),
         {},
         "motor drive that leaves, less the threshold, through the Renshaw cells; nothing below it",
         "size as that of the pool",
         Evidence::hypothesis,
         "",
         "pathways.recurrent_inhibition"});
    add({"clasp-knife inhibition",
         "stretch-sensitive free endings",
         pool,
         -1,
         own("w_free"),
         own("free_ending_interneuron.threshold"),
         {own("free_ending_delay")},
         "passive force less the threshold, through a slow interneurone; nothing below it",
         "free endings fire at large stretch with passive force (cleland1990); size assumed",
         Evidence::hypothesis,
         "",
         "pathways.free_endings"});
    for (const std::string kind : {"dynamic", "static"})
        add({"alpha-gamma coactivation, " + kind,
             pool,
             kind + " fusimotor drive of its spindle",
             +1,
             own("coactivation_" + kind),
             "",
             {own("gamma_delay")},
             "follows the motor drive that leaves, on top of the tonic drive; the sum is never negative",
             "order of magnitude",
             Evidence::recalled,
             "",
             "pathways.coactivation"});
    add({"Ib limit on the spindle",
         "its Golgi tendon organ",
         "fusimotor drive of its spindle",
         -1,
         own("ib_to_fusimotor"),
         own("ib_interneuron.threshold"),
         {own("ib_delay"), own("gamma_delay")},
         "takes its share of both fusimotor drives, at most all of them",
         "popular explanation of self-myofascial release; no such pathway is known",
         Evidence::hypothesis});
    add({"motor drive",
         pool,
         "the muscle",
         +1,
         "",
         "",
         {own("motor_delay")},
         "recruitment map of the pool's potential",
         "alpha motor axons and neuromuscular junction",
         Evidence::second_hand});
}

} // namespace

std::vector<Pathway> pathways_of_pair() {
    std::vector<Pathway> all;
    append_pathways(all, "extensor", "flexor");
    append_pathways(all, "flexor", "extensor");
    return all;
}

std::vector<std::string> delays_of_pair() {
    std::vector<std::string> all;
    for (const std::string muscle : {"extensor", "flexor"})
        for (const char* delay : {"ia_delay", "ii_delay", "ib_delay", "free_ending_delay", "motor_delay", "gamma_delay"})
            all.push_back(muscle + "." + delay);
    return all;
}

} // namespace myotatic::runtime
