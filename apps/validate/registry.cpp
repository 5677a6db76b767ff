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
Experiment latencies();
Experiment reflex_stiffness();
Experiment clonus();
Experiment vibration();
Experiment contact_protocols();
Experiment pathways();
Experiment h_reflex();
Experiment tremor();
Experiment muscle_curves();
Experiment muscle_equilibrium();
Experiment activation();
Experiment passive_ankle();
Experiment passive_tissue();
Experiment roller_contact();
Experiment rolling_dose();
Experiment roller_density();
Experiment roll_and_hold();
Experiment no_plasticity();
Experiment pressed_contraction();
Experiment roller_h_reflex();
Experiment session();

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
        latencies(),          // receptors.8
        reflex_stiffness(),   // receptors.9
        clonus(),             // receptors.10
        vibration(),          // receptors.11
        contact_protocols(),  // receptors.12
        pathways(),
        h_reflex(),
        tremor(),
        muscle_curves(),       // mechanics.1
        muscle_equilibrium(),  // mechanics.2
        activation(),          // mechanics.3
        passive_ankle(),       // mechanics.4
        passive_tissue(),      // mechanics.5
        roller_contact(),      // mechanics.6
        roller_h_reflex(),     // mechanics.7
        rolling_dose(),        // mechanics.8
        roller_density(),      // mechanics.9
        roll_and_hold(),       // mechanics.10
        no_plasticity(),       // mechanics.11
        pressed_contraction(), // mechanics.12
        session(),
    };
    return all;
}

} // namespace myotatic::validate
