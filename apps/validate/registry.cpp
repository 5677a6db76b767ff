#include "validate/experiment.hpp"

namespace myotatic::validate {

// One per file of experiments/.
Experiment spindle_ramps();
Experiment spindle_recordings();
Experiment velocity_scaling();
Experiment sinusoids();
Experiment fusimotor_drive();
Experiment release();
Experiment tendon_organs();
Experiment muscle_curves();
Experiment muscle_equilibrium();
Experiment activation();
Experiment passive_ankle();

const std::vector<Experiment>& experiments() {
    // In the order of the page.
    static const std::vector<Experiment> all{
        spindle_ramps(),      // receptors.1
        spindle_recordings(), // receptors.2
        velocity_scaling(),   // receptors.3
        sinusoids(),          // receptors.4
        fusimotor_drive(),    // receptors.5
        release(),            // receptors.6
        tendon_organs(),      // receptors.7
        muscle_curves(),      // mechanics.1
        muscle_equilibrium(), // mechanics.2
        activation(),         // mechanics.3
        passive_ankle(),      // mechanics.4
    };
    return all;
}

} // namespace myotatic::validate
