// A session of self-myofascial release, as somebody is told to do it: on which muscle a roller is rolled to and fro, where
// it is held, when it is lifted. What a circuit needs of it, plan_session.hpp computes.
//
// * The load comes and goes within 0.3 s, on a smooth curve: receptors feel its rate. Both belong to the step.
// * The position never jumps, since its rate is an input. While the roller is lifted it moves to where it is put down next,
//   within 1.5 s: the last of the rest before. Between two steps without a rest there is a pause of that length.
// * Circuits have one limb. Steps on the other side of the body are rest for this one.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace myotatic {

enum class Side { right, left };
std::string to_text(Side side); ///< "right" | "left"

/// To and fro along a muscle at constant speed, from `from` to `to` and back, `pass` seconds each way, for `duration`.
struct Roll {
    double duration = 60; ///< [s]
    double load = 0;      ///< share of the body's weight
    std::string muscle{}; ///< prefix of the inputs of its roller, as "extensor"; empty for a circuit of one muscle
    Side side = Side::right;
    double pass = 2.5;           ///< [s] one way; people are told 2 to 4 s
    double from = 0.1, to = 0.9; ///< along the belly, from its upper to its lower end
    bool operator==(const Roll&) const = default;
};

/// Still at one place, for `duration`.
struct Hold {
    double duration = 40; ///< [s]
    double load = 0;      ///< share of the body's weight
    std::string muscle{};
    Side side = Side::right;
    std::optional<double> spot{};   ///< along the belly; none: where it is most tender …
    double between = 0, and_to = 1; ///< … in this range
    bool operator==(const Hold&) const = default;
};

/// Without contact.
struct Rest {
    double duration = 10; ///< [s]
    bool operator==(const Rest&) const = default;
};

using SessionStep = std::variant<Roll, Hold, Rest>;

/// Steps in order, the same on every day. Times are SI.
struct Session {
    static constexpr double onset = 0.3;      ///< [s] in which the load comes, and goes
    static constexpr double move = 1.5;       ///< [s] in which the lifted roller gets to another place
    static constexpr double shortest = 1;     ///< [s] that a step takes at least
    static constexpr double day = 86400;      ///< [s] from one session to the next
    static constexpr double told_apart = 0.1; ///< of the ten points of pain: smaller differences are none

    double start = 10; ///< of the first day's
    int days = 1;      ///< one session each, 24 h apart
    std::vector<SessionStep> steps{};
    std::vector<double> follow_up{}; ///< after the end of the last session: when outcomes are taken
    std::optional<Side> side{};      ///< which limb is simulated; the one of the first step on a muscle, unless given
    bool operator==(const Session&) const = default;

    Side simulated_side() const;
};

/// A stretch of a session: what the roller does to a muscle.
struct SessionPhase {
    std::string what;           ///< "roll" | "hold" | "rest"
    std::string muscle;         ///< prefix of its inputs, as "extensor"; empty for a circuit of one muscle, and for a rest
    std::string side;           ///< "right" | "left"; a rest on the other side is one in which that one is treated
    double from = 0, until = 0; ///< [s]
    double position = 0;        ///< of a hold: where along the belly
    bool searched = false;      ///< of a hold: the spot was searched by tenderness
};

/// A time of a session at which outcomes are taken.
struct SessionInstant {
    std::string name; ///< "before", "after rolling", "after hold", "10 min", "24 h", "day 2 before", …
    double time = 0;  ///< [s]
};

/// What a session came to: for figures, tables and reports.
struct SessionFacts {
    std::vector<SessionPhase> phases;     ///< in order of time
    std::vector<SessionInstant> instants; ///< in order of time
    std::vector<std::string> muscles;     ///< treated ones, by the prefix of their inputs, in the order of their treatment
    Session session{};                    ///< what was asked for

    double end() const; ///< of the last phase, or the last instant if that is later [s]
};

/// What happens when, as far as that is known without searching: a spot that is to be searched is in the middle of its
/// range. Throws std::invalid_argument for a session that cannot be: no step on any muscle, durations shorter than the load
/// needs to come and go, places or loads out of 0 to 1, days that overlap.
SessionFacts timeline(const Session& session);

} // namespace myotatic
