#include "circuit_entry.hpp"
#include "entries.hpp"

namespace myotatic::runtime {

namespace {

template <Spindle S>
std::vector<Preset<SpindleAlone<S>>> spindle_presets() {
    typename S::template Parameters<double> human;
    human.rate_scale = 0.25;
    return {{"cat", "as published, fitted to feline muscle", {}},
            {"human", "firing rates scaled to human ones, mechanics unchanged (malik2016, verified)", human}};
}

} // namespace

std::unique_ptr<Entry> spindle_entry() {
    return std::make_unique<CircuitEntry<SpindleAlone<Mileusnic2006>>>(
        "spindle", "A muscle spindle that is stretched: three intrafusal fibres without mass (mileusnic2006)",
        spindle_presets<Mileusnic2006>(), std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> spindle_inertial_entry() {
    return std::make_unique<CircuitEntry<SpindleAlone<Mileusnic2006Inertial>>>(
        "spindle_inertial", "The same spindle with the mass of the published equations; stiff (mileusnic2006)",
        spindle_presets<Mileusnic2006Inertial>(), std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> spindle_thixotropic_entry() {
    auto presets = spindle_presets<ThixotropicMileusnic2006>();
    presets[0].summary = "as published for feline muscle, and what was added (hypothesis)";
    return std::make_unique<CircuitEntry<SpindleAlone<ThixotropicMileusnic2006>>>(
        "spindle_thixotropic", "The same spindle with a memory: after a rest it answers with a burst (a hypothesis of ours)",
        std::move(presets), std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> prochazka1999_entry() {
    return std::make_unique<CircuitEntry<SpindleAlone<Prochazka1999>>>(
        "prochazka1999", "A primary ending in one line: length and the square root of velocity (prochazka1999)",
        spindle_presets<Prochazka1999>(), std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> prochazka_gorassini1998_entry() {
    return std::make_unique<CircuitEntry<SpindleAlone<ProchazkaGorassini1998>>>(
        "prochazka_gorassini1998", "A primary ending in one line: length and a power of velocity (prochazka_gorassini1998)",
        spindle_presets<ProchazkaGorassini1998>(), std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> tendon_organ_entry() {
    return std::make_unique<CircuitEntry<TendonOrganAlone<LinCrago2002>>>(
        "tendon_organ", "A Golgi tendon organ that is pulled: logarithm of force and a filter (lin_crago2002)",
        std::vector<Preset<TendonOrganAlone<LinCrago2002>>>{}, std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> houk_simon1967_entry() {
    return std::make_unique<CircuitEntry<TendonOrganAlone<HoukSimon1967>>>(
        "houk_simon1967", "A Golgi tendon organ as a linear filter with a fast onset (houk_simon1967)",
        std::vector<Preset<TendonOrganAlone<HoukSimon1967>>>{}, std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> muscle_entry() {
    return std::make_unique<CircuitEntry<MuscleAlone<DeGroote2016>>>(
        "muscle", "A muscle on its tendon that is excited and stretched (degroote2016)",
        std::vector<Preset<MuscleAlone<DeGroote2016>>>{
            {"human_soleus", "soleus (rajagopal2016, verified)", human_soleus().muscle},
            {"human_quadriceps", "three vasti with the geometry of vastus lateralis (rajagopal2016, verified)",
             human_quadriceps().muscle},
            {"human_biceps", "both heads of biceps brachii with the geometry of the long one (seth2018, verified)",
             human_biceps().muscle}},
        std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> thelen2003_entry() {
    Thelen2003::Parameters<double> gait;
    gait.max_isometric_force = 3549;
    gait.optimal_fibre_length = 0.050;
    gait.tendon_slack_length = 0.250;
    gait.pennation_angle = 25 * units::deg;
    gait.tendon_strain = 0.033;
    gait.activation_time = 10 * units::ms;
    gait.deactivation_time = 40 * units::ms;
    gait.active_width = 0.5;
    gait.passive_shape = 4;
    gait.velocity_shape = 0.3;
    gait.lengthening_force = 1.8;
    return std::make_unique<CircuitEntry<MuscleAlone<Thelen2003>>>(
        "thelen2003", "A muscle on its tendon with the curves of most OpenSim studies (thelen2003)",
        std::vector<Preset<MuscleAlone<Thelen2003>>>{
            {"human_soleus", "soleus (rajagopal2016, verified), the same as that of the entry muscle", {}},
            {"gait2392_soleus", "soleus of OpenSim's model gait2392, which was made for this muscle (seth2018, verified)",
             gait}},
        std::vector<Pathway>{}, std::vector<std::string>{});
}

std::unique_ptr<Entry> fuglevand1993_entry() {
    return std::make_unique<CircuitEntry<MotorPoolAlone<Fuglevand1993>>>(
        "fuglevand1993", "A pool of 120 motor units that is driven: who fires, how fast, and the force (fuglevand1993)",
        std::vector<Preset<MotorPoolAlone<Fuglevand1993>>>{}, std::vector<Pathway>{}, std::vector<std::string>{});
}

} // namespace myotatic::runtime
