#include "validate/experiment.hpp"

namespace myotatic::validate {

// One per file of experiments/.
Experiment spindle_ramps();
Experiment vibration();
Experiment contact_protocols();
Experiment roller_h_reflex();
Experiment h_reflex();

const std::vector<Experiment>& experiments() {
    static const std::vector<Experiment> all{
        spindle_ramps(),     // receptors.1
        vibration(),         // receptors.11
        contact_protocols(), // receptors.12
        roller_h_reflex(),   // mechanics.7
        h_reflex(),          // not numbered
    };
    return all;
}

} // namespace myotatic::validate
