#include "myotatic/experiment/plan_session.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/ode/controller/pi.hpp"
#include "myotatic/ode/integrate.hpp"
#include "myotatic/ode/method/tsitouras5.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>

namespace myotatic {

namespace {

constexpr double most_passes = 1e6; // of one session after the other

void require(bool good, const char* why) {
    if (!good) throw std::invalid_argument(why);
}
bool share(double x) { return x >= 0 && x <= 1; }

const std::string& muscle_of(const SessionStep& step) {
    static const std::string none;
    if (const Roll* roll = std::get_if<Roll>(&step)) return roll->muscle;
    if (const Hold* hold = std::get_if<Hold>(&step)) return hold->muscle;
    return none;
}
/// Of a step on a muscle.
std::optional<Side> side_of(const SessionStep& step) {
    if (const Roll* roll = std::get_if<Roll>(&step)) return roll->side;
    if (const Hold* hold = std::get_if<Hold>(&step)) return hold->side;
    return std::nullopt;
}
double duration_of(const SessionStep& step) {
    return std::visit([](const auto& s) { return s.duration; }, step);
}

void check(const Session& s) {
    require(std::isfinite(s.start), "a session starts at a finite time");
    require(s.days >= 1, "a session is done on one day at least");
    require(std::any_of(s.steps.begin(), s.steps.end(), [](const SessionStep& x) { return side_of(x).has_value(); }),
            "a session has a step on a muscle");
    double passes = 0;
    for (const SessionStep& step : s.steps) {
        require(duration_of(step) >= Session::shortest && std::isfinite(duration_of(step)),
                "a step of a session takes a second at least");
        if (const Roll* roll = std::get_if<Roll>(&step)) {
            require(roll->load > 0 && share(roll->load), "the load is a share of the body's weight: above 0, at most 1");
            require(share(roll->from) && share(roll->to) && roll->from != roll->to,
                    "a muscle is rolled between two places from 0 to 1");
            require(roll->pass > 0 && std::isfinite(roll->pass), "a pass takes some time");
            passes += s.days * roll->duration / roll->pass;
        }
        if (const Hold* hold = std::get_if<Hold>(&step)) {
            require(hold->load > 0 && share(hold->load), "the load is a share of the body's weight: above 0, at most 1");
            require(!hold->spot || share(*hold->spot), "a spot is a place from 0 to 1");
            require(share(hold->between) && share(hold->and_to) && hold->between <= hold->and_to,
                    "a spot is searched between two places from 0 to 1, in this order");
        }
    }
    require(passes <= most_passes, "a session has a million passes at most");
    for (std::size_t i = 0; i < s.follow_up.size(); ++i)
        require(s.follow_up[i] > (i == 0 ? 0 : s.follow_up[i - 1]) && std::isfinite(s.follow_up[i]),
                "follow-ups come after the end, one after the other");
}

// "10 min", "24 h", "90 s"
std::string span_text(double seconds) {
    const auto whole = [&](double unit) { return std::fmod(seconds, unit) == 0; };
    if (whole(3600)) return to_text(seconds / 3600) + " h";
    if (whole(60)) return to_text(seconds / 60) + " min";
    return to_text(seconds) + " s";
}

/// The facts, and which steps on the simulated side their phases are.
struct Clock {
    struct Contact {
        const SessionStep* step;
        std::size_t phase;
    };
    SessionFacts facts;
    std::vector<Contact> contacts{};
};

Clock clock_of(const Session& s) {
    check(s);
    Clock clock{{.phases = {}, .instants = {}, .muscles = {}, .session = s}};
    std::vector<SessionPhase>& phases = clock.facts.phases;
    std::vector<SessionInstant>& instants = clock.facts.instants;
    std::vector<std::string>& muscles = clock.facts.muscles;
    const Side here = s.simulated_side();

    // A pause after a rest makes that longer.
    const auto rest = [&](double from, double until) {
        const bool goes_on = !phases.empty() && phases.back().what == "rest" && phases.back().muscle.empty() &&
                             phases.back().side == to_text(here) && phases.back().until == from;
        if (goes_on)
            phases.back().until = until;
        else
            phases.push_back({.what = "rest", .muscle = "", .side = to_text(here), .from = from, .until = until});
    };
    double now = s.start;
    for (int day = 0; day < s.days; ++day) {
        now = s.start + day * Session::day;
        const std::string prefix = day == 0 ? "" : "day " + std::to_string(day + 1) + " ";
        instants.push_back({prefix + "before", now});
        double lifted = -std::numeric_limits<double>::infinity();
        int rolls = 0, holds = 0;
        for (const SessionStep& step : s.steps) {
            const auto side = side_of(step);
            if (!side) {
                rest(now, now + duration_of(step));
                now += duration_of(step);
                continue;
            }
            // Wherever the roller goes: a pause that depended on the spot would let tenderness decide when things happen.
            if (now < lifted + Session::move) rest(now, lifted + Session::move), now = lifted + Session::move;
            const double until = now + duration_of(step);
            const Hold* hold = std::get_if<Hold>(&step);
            if (*side != here) {
                phases.push_back({"rest", muscle_of(step), to_text(*side), now, until});
            } else {
                const double middle = hold ? hold->spot.value_or(0.5 * (hold->between + hold->and_to)) : 0;
                clock.contacts.push_back({&step, phases.size()});
                phases.push_back(
                    {hold ? "hold" : "roll", muscle_of(step), to_text(here), now, until, middle, hold && !hold->spot});
                const int number = hold ? ++holds : ++rolls;
                instants.push_back(
                    {prefix + (hold ? "after hold" : "after rolling") + (number > 1 ? " " + std::to_string(number) : ""),
                     until});
                if (std::find(muscles.begin(), muscles.end(), muscle_of(step)) == muscles.end())
                    muscles.push_back(muscle_of(step));
            }
            now = lifted = until;
        }
        require(s.days == 1 || now - (s.start + day * Session::day) < Session::day - Session::move,
                "a daily session takes less than a day");
    }
    for (const double after : s.follow_up) instants.push_back({span_text(after), now + after});
    return clock;
}

// --- the tissue, as far as pain depends on it -----------------------------------------------------------------------------

using Tissue = RolledTissue<>;
using TissueParameters = Tissue::Parameters<double>;
using TissueState = Tissue::State<double>;

/// Creep, contracture and tenderness of the belly, and tolerance. What else is in the tissue does not act on these.
struct PressedTissue {
    const TissueParameters& p;
    const Stimulus &load, &position;
    using Numbers = Flat<double, flat_size<TissueState>>;

    struct Pinned {
        const PressedTissue& tissue;
        std::size_t load, position; ///< numbers of the pieces

        Numbers rates(double t, const Numbers& numbers) const {
            const auto x = unflatten<TissueState>(numbers);
            const auto now = Tissue::pressed(
                x, RollerInput<double>{tissue.load.value(t, load), tissue.position.value(t, position), 0}, tissue.p);
            TissueState rates{};
            rates.thixotropy.bonds = rates.slack.shift = 0;
            rates.belly = Tissue::Zones::dynamics(x.belly, now.belly, tissue.p.belly).rates;
            rates.centre =
                PressureTolerance::dynamics(x.centre, ToleranceInput<double>{now.belly_pressure}, tissue.p.centre).rates;
            return flat(rates);
        }
    };
    Pinned within(double begin, double end) const {
        const double middle = begin + 0.5 * (end - begin);
        return {*this, load.piece_at(middle), position.piece_at(middle)};
    }
    Numbers rates(double t, const Numbers& x) const { return within(t, t).rates(t, x); }
    double next_breakpoint(double t) const { return std::min(load.stretch_at(t).end, position.stretch_at(t).end); }
};

double most_tender_spot(const Hold& hold, const TissueState& x, const TissueParameters& p) {
    constexpr std::size_t places = 401;
    const auto place = [&](std::size_t i) {
        return hold.between + (hold.and_to - hold.between) * static_cast<double>(i) / (places - 1);
    };
    std::array<double, places> pain{};
    for (std::size_t i = 0; i < places; ++i) {
        const auto contact = Tissue::pressed(x, RollerInput<double>{hold.load, place(i), 0}, p).contact;
        const double pressure = pressure_profile(0.0) * p.roller.texture * contact.mean_pressure; // under its middle
        pain[i] = PressureTolerance::pain(pressure, x.centre.tolerance, Tissue::tenderness(place(i), x), p.centre);
    }
    std::size_t first = static_cast<std::size_t>(std::max_element(pain.begin(), pain.end()) - pain.begin()), last = first;
    const double as_bad = pain[first] - Session::told_apart;
    while (first > 0 && pain[first - 1] >= as_bad) --first;
    while (last + 1 < places && pain[last + 1] >= as_bad) ++last;
    return 0.5 * (place(first) + place(last));
}

// --- the roller of one muscle
// -----------------------------------------------------------------------------------------------

class Roller {
public:
    /// `tissue` may be none if no spot is searched.
    explicit Roller(const TissueParameters* tissue) : tissue_(tissue) {
        if (tissue_) state_ = Tissue::rest(RollerInput<double>{}, *tissue_);
    }

    void work(const Roll& roll, double from, double until) {
        put(roll.from, from);
        press(roll.load, from, until);
        const double slope = (roll.to - roll.from) / roll.pass;
        for (long long k = 0;; ++k) {
            const double start = from + static_cast<double>(k) * roll.pass; // not summed up: no drift
            if (until - start <= 1e-9 * roll.pass) break;
            const double speed = k % 2 == 0 ? slope : -slope;
            at_ = k % 2 == 0 ? roll.from : roll.to;
            add(position_, {.start = start, .c0 = at_, .c1 = speed});
            at_ += speed * std::min(until - start, roll.pass);
        }
        add(position_, {.start = until, .c0 = at_});
    }

    /// Returns where it holds.
    double work(const Hold& hold, double from, double until) {
        const double spot = hold.spot ? *hold.spot : search(hold, from - Session::move);
        put(spot, from);
        press(hold.load, from, until);
        return spot;
    }

    Stimulus load() const { return Stimulus::from_pieces(load_); }
    Stimulus position() const { return Stimulus::from_pieces(position_); }

private:
    using Pieces = std::vector<Stimulus::Piece>;

    // A piece that would begin with the one before takes its place; the first piece holds for all earlier times.
    static void add(Pieces& pieces, const Stimulus::Piece& piece) {
        if (pieces.size() > 1 && pieces.back().start == piece.start)
            pieces.back() = piece;
        else
            pieces.push_back(piece);
    }

    /// The lifted roller arrives at a place at a time. Before its first use it lies there.
    void put(double place, double time) {
        if (position_.empty()) {
            position_.push_back({.start = time, .c0 = place});
            load_.push_back({.start = time});
            followed_ = time;
        } else if (place != at_) {
            add(position_, {.start = time - Session::move, .c0 = at_, .c1 = (place - at_) / Session::move});
            add(position_, {.start = time, .c0 = place});
        }
        at_ = place;
    }

    // load (3 s^2 - 2 s^3), s from 0 to 1 within the onset, and the same backwards.
    void press(double load, double from, double until) {
        const double square = 3 * load / (Session::onset * Session::onset),
                     cube = 2 * load / (Session::onset * Session::onset * Session::onset);
        add(load_, {.start = from, .c2 = square, .c3 = -cube});
        add(load_, {.start = from + Session::onset, .c0 = load});
        add(load_, {.start = until - Session::onset, .c0 = load, .c2 = -square, .c3 = cube});
        add(load_, {.start = until});
    }

    /// Where the roller would hurt most at a time.
    double search(const Hold& hold, double time) {
        require(tissue_ != nullptr, "a spot can only be searched on a muscle whose tissue is known");
        if (!load_.empty()) {
            const Stimulus load = this->load(), position = this->position();
            const auto solution =
                ode::solve<ode::Tsitouras5>(PressedTissue{*tissue_, load, position}, ode::Start{followed_, flat(state_)},
                                            std::span<const double>(&time, 1), {.rtol = 1e-6, .atol = 1e-8});
            if (solution.states.empty()) throw std::runtime_error("the tissue under a roller could not be followed");
            state_ = unflatten<TissueState>(solution.states.back());
            followed_ = time;
        }
        return most_tender_spot(hold, state_, *tissue_);
    }

    Pieces load_, position_;
    double at_ = 0;
    const TissueParameters* tissue_;
    TissueState state_{};
    double followed_ = 0; ///< the state is that at this time [s]
};

} // namespace

std::string to_text(Side side) { return side == Side::right ? "right" : "left"; }

Side Session::simulated_side() const {
    if (side) return *side;
    for (const SessionStep& step : steps)
        if (const auto s = side_of(step)) return *s;
    return Side::right;
}

double SessionFacts::end() const {
    return std::max(phases.empty() ? session.start : phases.back().until,
                    instants.empty() ? session.start : instants.back().time);
}

SessionFacts timeline(const Session& session) { return clock_of(session).facts; }

PlannedSession plan(const Session& session, const SessionTissues& tissues) {
    Clock clock = clock_of(session);
    std::vector<SessionPhase>& phases = clock.facts.phases;
    std::map<std::string, Roller> rollers;
    for (const auto& [step, phase] : clock.contacts) {
        const std::string& muscle = muscle_of(*step);
        const auto tissue = tissues.find(muscle);
        Roller& roller = rollers.try_emplace(muscle, tissue == tissues.end() ? nullptr : &tissue->second).first->second;
        const double from = phases[phase].from, until = phases[phase].until;
        if (const Hold* hold = std::get_if<Hold>(step))
            phases[phase].position = roller.work(*hold, from, until);
        else
            roller.work(std::get<Roll>(*step), from, until);
    }
    PlannedSession planned{{}, std::move(clock.facts)};
    for (const std::string& muscle : planned.facts.muscles) {
        const std::string part = muscle.empty() ? "roller." : muscle + ".roller.";
        planned.drives.push_back({part + "load", rollers.at(muscle).load()});
        planned.drives.push_back({part + "position", rollers.at(muscle).position()});
    }
    return planned;
}

} // namespace myotatic
