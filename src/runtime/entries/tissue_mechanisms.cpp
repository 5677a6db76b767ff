#include "pathways.hpp"

namespace myotatic::runtime {

// Not nerves but mechanisms, each with the parameter that switches it off when it is 0.
std::vector<Pathway> mechanisms_of_tissue(const std::string& muscle) {
    const std::string of = muscle.empty() ? "" : muscle + ".", name_of = muscle.empty() ? "" : muscle + ": ";
    const auto mechanism = [&](const std::string& name, std::string from, std::string to, int sign, const std::string& gain,
                               std::string law, std::string source, Evidence evidence, std::string threshold = "") {
        if (!threshold.empty()) threshold = of + threshold;
        return Pathway{name_of + name, std::move(from),   std::move(to), sign, of + gain, std::move(threshold), {},
                       std::move(law), std::move(source), evidence};
    };
    return {
        mechanism("contracture", "tight zones of the belly", "the passive fibre", +1, "tissue.contracture_force",
                  "tight zones pull without any drive, as much as their number and the filament overlap allow",
                  "none: what a tight muscle is, is disputed", Evidence::hypothesis),
        mechanism("release of contracture", "creep of a zone under pressure", "its contracture", -1,
                  "tissue.belly.release_rate",
                  "a tight zone lets go while its creep exceeds a threshold; above the tipping point it tightens again",
                  "none: tuned so that holds of 30 to 45 s release and holds of 10 s do not", Evidence::hypothesis,
                  "tissue.belly.release_creep"),
        mechanism("tenderness", "contracture of a zone", "its pressure-pain threshold", -1, "tissue.centre.tenderness_loss",
                  "follows contracture in minutes", "latent trigger points have lower thresholds; the size is assumed",
                  Evidence::hypothesis),
        mechanism("thixotropy", "rolling and pressing", "stiffness of the passive fibre", -1, "tissue.thixotropy.share",
                  "bonds that form at rest break with way and time under pressure, and form again in minutes",
                  "massage lowers stiffness by 5 % for 3 minutes (eriksson_crommert2015)", Evidence::computed),
        mechanism("slack shift", "creep of the belly", "passive force of the fibre", -1, "tissue.slack.size",
                  "the passive curve moves to longer fibres and returns in tens of minutes",
                  "measured after stretching (hirata2016), assumed after rolling", Evidence::hypothesis),
        mechanism("tolerance of stretch", "pressure on the belly", "the torque at which a person stops", +1,
                  "tissue.centre.torque_gain", "a central state that rises in a minute or two and falls in twenty",
                  "range of motion rises, stiffness hardly (wilke2020, glaenzel2023)", Evidence::computed),
        mechanism("tolerance of pressure", "pressure on the belly", "pressure-pain thresholds on both sides", +1,
                  "tissue.centre.threshold_gain", "the same state; the other side of the body has most of it",
                  "thresholds rise by a quarter, and by a fifth on the other side (aboodarda2015)", Evidence::computed),
        mechanism("loss of active force", "pressure on the belly", "active force of the fibre", -1, "tissue.active_loss",
                  "saturates with pressure; 0 unless asked for",
                  "measured at one joint angle and not at another (siebert2018)", Evidence::second_hand),
    };
}

} // namespace myotatic::runtime
