#include "circuit_entry.hpp"
#include "entries.hpp"
#include "myotatic/circuit/tonic_reflexes.hpp"

namespace myotatic::runtime {

namespace {

std::vector<Pathway> pathways() {
    return {
        {"Ia excitation",
         "primary spindle endings",
         "motor pool",
         +1,
         "w_ia",
         "theta_ia",
         {"ia_delay"},
         "rate above its value at rest, in reference rates, less the threshold; nothing below it",
         "monosynaptic stretch reflex; threshold relative to rest",
         Evidence::computed},
        {"group II excitation",
         "secondary spindle endings",
         "motor pool",
         +1,
         "w_ii",
         "ii_interneuron.threshold",
         {"ii_delay"},
         "rate above its value at rest, in reference rates, less the threshold, through an interneurone; nothing below it",
         "medium-latency response is group II-like (grey2001)",
         Evidence::verified},
        {"Ib inhibition",
         "Golgi tendon organ",
         "motor pool",
         -1,
         "w_ib",
         "ib_interneuron.threshold",
         {"ib_delay"},
         "rate in reference rates less the threshold, through an interneurone; nothing below it",
         "negative force feedback in static postures (prochazka1997)",
         Evidence::verified},
        {"Ib limit on the spindle",
         "Golgi tendon organ",
         "fusimotor drive of the spindle",
         -1,
         "ib_to_fusimotor",
         "ib_interneuron.threshold",
         {"ib_delay", "gamma_delay"},
         "takes its share of both fusimotor drives, at most all of them",
         "popular explanation of self-myofascial release; no such pathway is known",
         Evidence::hypothesis},
        {"motor drive",
         "motor pool",
         "muscle",
         +1,
         "",
         "",
         {"motor_delay"},
         "recruitment map of the pool's potential",
         "alpha motor axons and neuromuscular junction",
         Evidence::second_hand},
    };
}

} // namespace

std::unique_ptr<Entry> stretch_reflex_entry() {
    return std::make_unique<CircuitEntry<StretchReflex<>>>(
        "stretch_reflex",
        "One muscle on one joint, its spindle and tendon organ, the cord, and the delays of the nerves between them",
        std::vector<Preset<StretchReflex<>>>{
            {"human_soleus", "relaxed soleus over the ankle (muscle: rajagopal2016, verified; human firing rates)",
             human_soleus_reflex()},
            {"human_quadriceps", "relaxed vasti over the knee, seated (muscle: rajagopal2016, verified; human firing rates)",
             human_quadriceps_reflex()},
            {"human_biceps",
             "relaxed biceps over the elbow at a right angle (muscle: seth2018, verified; human firing rates)",
             human_biceps_reflex()},
            {"human_soleus_tonic",
             "soleus at light tonic work: every Ia spike counts, the spindle has a linear range (computed)",
             human_soleus_tonic()},
            {"hyperreflexia", "soleus with twice the Ia gain: a tap sets off clonus (computed)", hyperreflexia()}},
        pathways(), std::vector<std::string>{"ia_delay", "ii_delay", "ib_delay", "motor_delay", "gamma_delay"});
}

} // namespace myotatic::runtime
