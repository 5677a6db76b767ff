// From a session to the load and the position of each roller as functions of time.
//
//     const Session session{.steps = {Roll{.duration = 90, .load = 0.34}, Rest{10}, Hold{.duration = 40, .load = 0.34}}};
//     const PlannedSession planned = plan(session, {{"", e.parameters.tissue}});   // e an Experiment<RolledMuscle>
//     for (const SessionDrive& drive : planned.drives) e.protocol.drive(drive.input, drive.stimulus);
//     e.duration = planned.facts.end();
//
// A spot that is not given is searched, as a person does it: where along the range would the roller, with that load, hurt
// most? The soft tissue does not depend on nerves, so it is integrated alone, under what the roller did so far, up to the
// moment when the lifted roller starts to move there; then the pain under the middle of the roller is computed along the
// range (PressureTolerance::pain). Nobody tells apart a tenth of a point of the ten of pain: places within that of the worst
// one, and joined with it, are as bad, and the middle of them is taken.
#pragma once

#include "myotatic/experiment/session.hpp"
#include "myotatic/experiment/stimulus.hpp"
#include "myotatic/physiology/tissue/rolled_tissue.hpp"

#include <map>
#include <string>
#include <vector>

namespace myotatic {

/// A stimulus and the input that it drives.
struct SessionDrive {
    std::string input; ///< "roller.load", "extensor.roller.position", …
    Stimulus stimulus;
};

struct PlannedSession {
    std::vector<SessionDrive> drives; ///< load and position for each muscle that is treated on the simulated side
    SessionFacts facts;
};

/// The soft tissue of each muscle, by the prefix of its inputs; before the session it is at rest.
using SessionTissues = std::map<std::string, RolledTissue<>::Parameters<double>>;

/// Throws as `timeline` does, and for a muscle whose tenderness is to be searched and whose tissue is not given.
PlannedSession plan(const Session& session, const SessionTissues& tissues);

} // namespace myotatic
