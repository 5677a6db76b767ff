// The share of the spinal cord that one muscle has when another opposes it: what arrives from its sense organs, from its
// antagonist's share and from its own motor pool excites or inhibits that pool.
//
//     Ia ──┬── terminals ── w_ia [S_Ia above rest − theta_ia]+ ────────────┐
//          │      ⊥ presynaptic: Ia of both muscles; what loads the belly  │
//          └── Ia interneurone ── − w_reciprocal ──► the antagonist's pool │
//                 ⊥ that of the antagonist, ⊥ Renshaw                      │
//     II ───────── interneurone ── w_ii ───────────────────────────────────┼── drive ── motor pool ──┬── excitation
//     Ib ───────── interneurone ── ∓ w_ib: inhibits at rest, excites in stance                       │
//     free endings ── interneurone ── − w_free (clasp-knife) ──────────────┤                         │
//                                Renshaw cell ── − w_recurrent ────────────┘ ◄───────────────────────┘
//
//     symbol               here                             unit
//     S_Ia, S_II, S_Ib     ia, ii, ib                       pps   as they arrive
//     F_pas                free_endings                     F0    passive force, as it arrives
//     r0                   reference_rate                   pps   rates are counted in r0
//     y_Ia, y_Ib, y_II     ia_, ib_, ii_interneuron         1     activities
//     y_RC, y_sf           renshaw, free_ending_interneuron 1
//     R, P                 terminal                         1     depression and presynaptic inhibition
//     w_rec, w_RR          w_reciprocal, w_mutual           1     what this share receives from the antagonist's
//     w_RC, w_RCIN         w_recurrent, w_recurrent_ia      1
//     sigma_Ib             1 - 2 stance                     1     +1 inhibits, -1 excites
//     c_i                  w_command [drive from above]+    1     alpha-linked drive of the Ia interneurone
//     p                    belly_pressure                   Pa    of whatever presses on the belly
//
// Rates of Ia and II count from their values at rest: a relaxed muscle is silent, and so are its interneurones.
//
// HYPOTHESIS: a belly that is being loaded, p' > 0, uses up the transmitter of its Ia terminals like that many spikes more,
// without exciting anybody. Rolling depresses the H-reflex while it lasts (young2018), a pressure that is held for seconds;
// who does it is not known. As an alternative, for comparison, the pressure itself blocks terminals, w_level p/(p + p_half).
//
// Departures: Renshaw cells neither reach fusimotor neurones nor each other; presynaptic inhibition acts on the terminals at
// motoneurones only. Central delays beyond those of the nerve are the membranes of the interneurones.
#pragma once

#include "myotatic/circuit/circuit.hpp"
#include "myotatic/core/joined.hpp"
#include "myotatic/physiology/interneuron/rate.hpp"
#include "myotatic/physiology/motor_pool/rate.hpp"
#include "myotatic/physiology/synapse/afferent_terminal.hpp"

namespace myotatic {

/// Which pathways of the cord conduct: the share of its gain that each one has, for both muscles. 0 switches it off.
template <Scalar T>
struct Pathways {
    T ia_excitation = 1.0, ii_excitation = 1.0, ib_feedback = 1.0;
    T reciprocal_inhibition = 1.0, mutual_inhibition = 1.0, linked_inhibition = 1.0;
    T recurrent_inhibition = 1.0;
    T depression = 1.0, presynaptic_inhibition = 1.0;
    T loading_depression = 1.0, pressure_inhibition = 0.0;
    T free_endings = 1.0, coactivation = 1.0;

    static constexpr auto fields() {
        using R = Pathways;
        constexpr auto share = [](auto f) {
            return f.within(0, 1).from("1 is the pathway as its gains describe it", Evidence::computed);
        };
        return std::tuple{
            share(field("ia_excitation", &R::ia_excitation, "1", "Ia excitation of the own pool")),
            share(field("ii_excitation", &R::ii_excitation, "1", "group II excitation of the own pool")),
            share(field("ib_feedback", &R::ib_feedback, "1", "Ib inhibition, in stance excitation, of the own pool")),
            share(field("reciprocal_inhibition", &R::reciprocal_inhibition, "1", "Ia inhibition of the antagonist's pool")),
            share(field("mutual_inhibition", &R::mutual_inhibition, "1", "inhibition between the Ia interneurones")),
            share(field("linked_inhibition", &R::linked_inhibition, "1", "drive from above of the Ia interneurone")),
            share(field("recurrent_inhibition", &R::recurrent_inhibition, "1",
                        "Renshaw inhibition of pool and Ia interneurone")),
            share(field("depression", &R::depression, "1", "post-activation depression of Ia terminals")),
            share(
                field("presynaptic_inhibition", &R::presynaptic_inhibition, "1", "presynaptic inhibition of Ia terminals")),
            share(
                field("loading_depression", &R::loading_depression, "1", "depression of Ia terminals by loading the belly")),
            share(field("pressure_inhibition", &R::pressure_inhibition, "1",
                        "block of Ia terminals by pressure on the belly, an alternative to loading_depression")),
            share(field("free_endings", &R::free_endings, "1", "clasp-knife inhibition by free endings")),
            share(field("coactivation", &R::coactivation, "1", "fusimotor drive that follows the motor drive"))};
    }
};

template <MotorPool Pool = RatePool>
struct ReciprocalCord {
    // `class T` rather than `Scalar T` below: Clang 14 crashes on the constraint inside a constrained template.
    template <class T>
    struct State {
        AfferentTerminal::State<T> terminal{};
        RateInterneuron::State<T> ia_interneuron{}, ib_interneuron{}, ii_interneuron{};
        RateInterneuron::State<T> free_ending_interneuron{}, renshaw{};
        typename Pool::template State<T> pool{};
        static constexpr auto fields() {
            using R = State;
            return std::tuple{part("terminal", &R::terminal),
                              part("ia_interneuron", &R::ia_interneuron),
                              part("ib_interneuron", &R::ib_interneuron),
                              part("ii_interneuron", &R::ii_interneuron),
                              part("free_ending_interneuron", &R::free_ending_interneuron),
                              part("renshaw", &R::renshaw),
                              part("pool", &R::pool)};
        }
    };

    template <class T>
    struct Parameters {
        T w_ia = 0.20, theta_ia = 0.15;
        T w_ii = 0.03;
        T w_ib = 0.02, stance = 0.0;
        T w_reciprocal = 0.05, w_mutual = 0.5, w_command = 0.5;
        T w_recurrent = 0.1, w_recurrent_ia = 0.1;
        T w_free = 1.0;
        T w_presynaptic = 4.0, theta_presynaptic = 0.10, w_relief = 4.0;
        T spikes_per_pressure = 1e-3;
        T w_level = 0.75, half_pressure = 15e3;
        T reference_rate = 100.0;
        T descending_drive = 0.0;
        T ia_rest = computed, ii_rest = computed;
        AfferentTerminal::Parameters<T> terminal{};
        RateInterneuron::Parameters<T> ia_interneuron{.threshold = 0.05};
        RateInterneuron::Parameters<T> ib_interneuron{};
        RateInterneuron::Parameters<T> ii_interneuron{.threshold = 0.05};
        RateInterneuron::Parameters<T> free_ending_interneuron{.time_constant = 0.5, .threshold = 0.15};
        RateInterneuron::Parameters<T> renshaw{.time_constant = 20 * units::ms, .threshold = 0.0};
        typename Pool::template Parameters<T> pool{};

        // clang-format off
        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{
                field("w_ia", &R::w_ia, "1", "Ia excitation: pool drive per reference rate above threshold")
                    .within(0, 10).usually(0, 2).from("0.20 answers a tap and decays", Evidence::computed),
                field("theta_ia", &R::theta_ia, "1", "Ia threshold, in reference rates above the rate at rest")
                    .within(0, 10).usually(0, 2).from("keeps a relaxed muscle quiet", Evidence::computed),
                field("w_ii", &R::w_ii, "1", "group II excitation: pool drive per reference rate")
                    .within(0, 10).usually(0, 1).from("0.033 in a public model of the afferented muscle", Evidence::second_hand),
                field("w_ib", &R::w_ib, "1", "Ib feedback: pool drive taken, in stance given, per reference rate above threshold")
                    .within(0, 10).usually(0, 2).from("0.02 in a public model of the afferented muscle", Evidence::second_hand),
                field("stance", &R::stance, "1", "0: Ib inhibits, as at rest; 1: it excites, as in stance")
                    .within(0, 1).from("sign reversal with the task (prochazka1997)", Evidence::verified),
                field("w_reciprocal", &R::w_reciprocal, "1", "reciprocal inhibition: drive taken per activity of the antagonist's Ia interneurone")
                    .within(0, 10).usually(0, 2).from("0.05 in a public model of the afferented muscle; extensors receive more than flexors", Evidence::second_hand),
                field("w_mutual", &R::w_mutual, "1", "inhibition of the Ia interneurone per activity of the antagonist's")
                    .within(0, 0.95).usually(0, 0.8).from("0.5 in a public model of the afferented muscle", Evidence::second_hand),
                field("w_command", &R::w_command, "1", "drive of the Ia interneurone per descending drive of the pool")
                    .within(0, 10).usually(0, 2).from("Ia interneurones are driven along with the motoneurones; size assumed", Evidence::hypothesis),
                field("w_recurrent", &R::w_recurrent, "1", "recurrent inhibition: pool drive taken per activity of Renshaw cells")
                    .within(0, 10).usually(0, 1).from("0.1 to 0.3", Evidence::recalled),
                field("w_recurrent_ia", &R::w_recurrent_ia, "1", "inhibition of the Ia interneurone per activity of Renshaw cells")
                    .within(0, 10).usually(0, 1).from("as that of the pool", Evidence::hypothesis),
                field("w_free", &R::w_free, "1", "clasp-knife inhibition: pool drive taken per passive force above threshold [F0]")
                    .within(0, 10).usually(0, 5).from("free endings inhibit at large stretch (cleland1990); size assumed", Evidence::hypothesis),
                field("w_presynaptic", &R::w_presynaptic, "1", "share of the terminals blocked per reference rate of Ia, of either muscle, above threshold")
                    .within(0, 10).usually(0, 5).from("vibration depresses the H-reflex; so that 1 mm at 80 Hz takes a fourth of it", Evidence::hypothesis),
                field("theta_presynaptic", &R::theta_presynaptic, "1", "its threshold, in reference rates above the rate at rest")
                    .within(0, 10).usually(0, 2).from("keeps a relaxed muscle's terminals open", Evidence::hypothesis),
                field("w_relief", &R::w_relief, "1", "share of presynaptic inhibition by Ia that is lifted per drive from above")
                    .within(0, 1000).usually(0, 50).from("voluntary contraction lifts the depression by vibration (doi 10.1016/1050-6411(92)90002-Z); size assumed", Evidence::hypothesis),
                field("spikes_per_pressure", &R::spikes_per_pressure, "1/Pa", "spikes of Ia that loading the belly is worth at their terminals")
                    .within(0, 1).usually(0, 0.01).from("H-reflexes during roller massage (young2018), pressures and pace assumed", Evidence::hypothesis),
                field("w_level", &R::w_level, "1", "share of the terminals that a high pressure blocks, if pathways.pressure_inhibition lets it")
                    .within(0, 1).from("H-reflexes during roller massage (young2018), pressures assumed", Evidence::hypothesis),
                field("half_pressure", &R::half_pressure, "Pa", "pressure that blocks half of that share")
                    .within(1, 1e6).from("H-reflexes during roller massage (young2018), pressures assumed", Evidence::hypothesis),
                field("reference_rate", &R::reference_rate, "pps", "rate in which afferent rates are counted")
                    .within(1, 1000).from("normaliser", Evidence::hypothesis),
                field("descending_drive", &R::descending_drive, "1", "tonic drive of the pool from above")
                    .within(-2, 2).usually(-1, 1).from("0 is relaxed", Evidence::hypothesis),
                field("ia_rest", &R::ia_rest, "pps", "Ia rate at rest, from which thresholds count")
                    .within(0, 1000).derived().from("spindle at rest", Evidence::computed),
                field("ii_rest", &R::ii_rest, "pps", "II rate at rest, from which its threshold counts")
                    .within(0, 1000).derived().from("spindle at rest", Evidence::computed),
                part("terminal", &R::terminal),
                part("ia_interneuron", &R::ia_interneuron),
                part("ib_interneuron", &R::ib_interneuron),
                part("ii_interneuron", &R::ii_interneuron),
                part("free_ending_interneuron", &R::free_ending_interneuron),
                part("renshaw", &R::renshaw),
                part("pool", &R::pool)};
        }
        // clang-format on
    };

    /// What follows from the parameters alone, gains times the share of each pathway that conducts.
    template <class T>
    struct Prepared {
        T w_ia, theta_ia, over_rest, w_ii, w_ib, stance;
        T w_reciprocal, w_mutual, w_command, w_recurrent, w_recurrent_ia, w_free;
        T presynaptic, w_presynaptic, theta_presynaptic, w_relief;
        T spikes_per_pressure, w_level, half_pressure;
        Divisor<T> reference_rate;
        T descending_drive, ia_rest, ii_rest;
        AfferentTerminal::Prepared<T> terminal;
        RateInterneuron::Prepared<T> ia_interneuron, ib_interneuron, ii_interneuron, free_ending_interneuron, renshaw;
        PreparedFor<Pool, T> pool;
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p, const Pathways<T>& open) {
        auto terminal = p.terminal;
        terminal.release = terminal.release * open.depression;
        return {p.w_ia * open.ia_excitation,
                p.theta_ia,
                1.0 + AfferentTerminal::used(p.ia_rest, terminal), // a gain holds for terminals as used as they are at rest
                p.w_ii * open.ii_excitation,
                p.w_ib * open.ib_feedback,
                p.stance,
                p.w_reciprocal * open.reciprocal_inhibition,
                p.w_mutual * open.mutual_inhibition,
                p.w_command * open.linked_inhibition,
                p.w_recurrent * open.recurrent_inhibition,
                p.w_recurrent_ia * open.recurrent_inhibition,
                p.w_free * open.free_endings,
                open.presynaptic_inhibition,
                p.w_presynaptic * open.presynaptic_inhibition,
                p.theta_presynaptic,
                p.w_relief,
                p.spikes_per_pressure * open.loading_depression,
                p.w_level * open.pressure_inhibition,
                p.half_pressure,
                p.reference_rate,
                p.descending_drive,
                p.ia_rest,
                p.ii_rest,
                AfferentTerminal::prepare(terminal),
                RateInterneuron::prepare(p.ia_interneuron),
                RateInterneuron::prepare(p.ib_interneuron),
                RateInterneuron::prepare(p.ii_interneuron),
                RateInterneuron::prepare(p.free_ending_interneuron),
                RateInterneuron::prepare(p.renshaw),
                prepared<Pool>(p.pool)};
    }

    /// What arrives, from the muscle, from above and from the antagonist's share.
    template <class T>
    struct Input {
        T ia{}, ii{}, ib{};         ///< [pps]
        T free_endings{};           ///< [F0]
        T descending_drive{};       ///< [1], beyond the tonic one
        T stance{}, presynaptic{};  ///< [1], beyond the tonic ones
        T antagonist_ia{};          ///< [1], reference rates above rest
        T antagonist_interneuron{}; ///< [1], activity of its Ia interneurone
        T belly_pressure{};         ///< [Pa]
        T belly_pressure_rate{};    ///< [Pa/s]
    };

    /// What the cord makes of it, and what leaves.
    template <class T>
    struct Output {
        T ia_transmission{};                               ///< [1] of the terminals, over that at rest
        T ia_excitation{}, ii_excitation{}, ib_feedback{}; ///< [1], ib_feedback negative where it inhibits
        T reciprocal_inhibition{}, recurrent_inhibition{}; ///< [1]
        T free_ending_inhibition{};                        ///< [1]
        T drive{};                                         ///< [1] of the pool
        T excitation{};                                    ///< [1] that leaves on the motor axons
    };

    template <Scalar T>
    static constexpr Response<State<T>, Output<T>> dynamics(const State<T>& x, const Input<T>& u, const auto& p) {
        const auto terminal = terminal_dynamics(x, u, p);
        const auto ii = RateInterneuron::dynamics(x.ii_interneuron, ii_drive(u, p), p.ii_interneuron);
        const auto ib = RateInterneuron::dynamics(x.ib_interneuron, ib_drive(u, p), p.ib_interneuron);
        const auto free = RateInterneuron::dynamics(x.free_ending_interneuron, {u.free_endings}, p.free_ending_interneuron);
        const auto ia = RateInterneuron::dynamics(x.ia_interneuron, ia_drive(x, u, p), p.ia_interneuron);

        // What the pool sums, and what leaves it, also for the Renshaw cells.
        Output<T> y = summed(x, u, terminal.output.transmission, p);
        const auto pool = Pool::dynamics(x.pool, {y.drive}, p.pool);
        y.excitation = pool.output.excitation;
        const auto renshaw = RateInterneuron::dynamics(x.renshaw, {y.excitation}, p.renshaw);

        return {{terminal.rates, ia.rates, ib.rates, ii.rates, free.rates, renshaw.rates, pool.rates}, y};
    }

    /// What changes sign where the rates bend: at thresholds, and where all terminals are blocked.
    template <Scalar T>
    static constexpr auto bends(const State<T>& x, const Input<T>& u, const auto& p) {
        const MotorPoolInput<T> to_pool{summed(x, u, terminal_dynamics(x, u, p).output.transmission, p).drive};
        const InterneuronInput<T> free{u.free_endings}, renshaw{excitation(x, p)};
        const T ia = ia_above_rest(u.ia, p);
        return joined(std::array{ia - p.theta_ia, ia - p.theta_presynaptic, u.antagonist_ia - p.theta_presynaptic,
                                 depolarisation(u, p) - 1.0, above(u, p), unrelieved(u, p), u.belly_pressure_rate},
                      RateInterneuron::bends(x.ia_interneuron, ia_drive(x, u, p), p.ia_interneuron),
                      RateInterneuron::bends(x.ib_interneuron, ib_drive(u, p), p.ib_interneuron),
                      RateInterneuron::bends(x.ii_interneuron, ii_drive(u, p), p.ii_interneuron),
                      RateInterneuron::bends(x.free_ending_interneuron, free, p.free_ending_interneuron),
                      RateInterneuron::bends(x.renshaw, renshaw, p.renshaw), bends_of<Pool, T>(x.pool, to_pool, p.pool));
    }

    /// What a share of the cord at rest tells that of the antagonist.
    template <class T>
    struct Opposite {
        T ia{};       ///< [1] reference rates above rest
        T pull{};     ///< [1] what drives its Ia interneurone beyond the threshold, but for the other one
        T w_mutual{}; ///< [1] inhibition of its Ia interneurone per activity of the other one
        static constexpr auto fields() {
            using R = Opposite;
            return std::tuple{field("ia", &R::ia, "1", "Ia above rest"),
                              field("pull", &R::pull, "1", "drive of the Ia interneurone"),
                              field("w_mutual", &R::w_mutual, "1", "gain of mutual inhibition")};
        }
    };
    template <Scalar T>
    static constexpr Opposite<T> opposite(const T& drive, const Input<T>& u, const auto& p) {
        State<T> x;
        x.pool = Pool::rest(MotorPoolInput<T>{drive}, p.pool);
        x.renshaw = RateInterneuron::rest(InterneuronInput<T>{excitation(x, p)}, p.renshaw);
        return {ia_above_rest(u.ia, p), own_ia_drive(x, u, p) - p.ia_interneuron.threshold, p.w_mutual};
    }

    /// Everything at rest with what arrives, if the pool has the drive: closed form. `y.drive` of `dynamics` is what then
    /// comes back to the pool.
    template <Scalar T>
    static constexpr State<T> rest_at(const T& drive, const Input<T>& u, const auto& p) {
        State<T> x;
        x.pool = Pool::rest(MotorPoolInput<T>{drive}, p.pool);
        x.renshaw = RateInterneuron::rest(InterneuronInput<T>{excitation(x, p)}, p.renshaw);
        x.ib_interneuron = RateInterneuron::rest(ib_drive(u, p), p.ib_interneuron);
        x.ii_interneuron = RateInterneuron::rest(ii_drive(u, p), p.ii_interneuron);
        x.free_ending_interneuron = RateInterneuron::rest(InterneuronInput<T>{u.free_endings}, p.free_ending_interneuron);
        x.terminal = AfferentTerminal::rest(TerminalInput<T>{u.ia, depolarisation(u, p)}, p.terminal);
        x.ia_interneuron = RateInterneuron::rest(ia_drive(x, u, p), p.ia_interneuron);
        return x;
    }

    /// Activity of an Ia interneurone and its antagonist's at rest, each inhibited by the other; the first of the two. With
    /// both active y = a - w z and z = b - v y; one that the other silences leaves that alone.
    template <Scalar T>
    static constexpr T settled_interneuron(const Opposite<T>& own, const Opposite<T>& other) {
        const T both = (own.pull - own.w_mutual * other.pull) / (1.0 - own.w_mutual * other.w_mutual);
        return max(min(max(own.pull, 0.0), both), 0.0);
    }

    /// Ia rate above rest, in reference rates.
    template <Scalar T>
    static constexpr T ia_above_rest(const T& ia, const auto& p) {
        return (ia - p.ia_rest) / p.reference_rate;
    }

    /// Motor drive that leaves with this state.
    template <Scalar T>
    static constexpr T excitation(const State<T>& x, const auto& p) {
        return Pool::dynamics(x.pool, {T(0.0)}, p.pool).output.excitation;
    }

private:
    // Terminals of Ia: depressed by use, held back by the interneurones of presynaptic inhibition.
    template <Scalar T>
    static constexpr auto terminal_dynamics(const State<T>& x, const Input<T>& u, const auto& p) {
        const T use = u.ia + p.spikes_per_pressure * max(u.belly_pressure_rate, 0.0);
        return AfferentTerminal::dynamics(x.terminal, TerminalInput<T>{use, depolarisation(u, p)}, p.terminal);
    }

    // What the pool sums; not yet what leaves it.
    template <Scalar T>
    static constexpr Output<T> summed(const State<T>& x, const Input<T>& u, const T& transmission, const auto& p) {
        Output<T> y;
        y.ia_transmission = p.over_rest * transmission;
        y.ia_excitation = p.w_ia * y.ia_transmission * max(ia_above_rest(u.ia, p) - p.theta_ia, 0.0);
        y.ii_excitation = p.w_ii * x.ii_interneuron.activity;
        y.ib_feedback = p.w_ib * ib_sign(p.stance + u.stance) * x.ib_interneuron.activity;
        y.reciprocal_inhibition = p.w_reciprocal * u.antagonist_interneuron;
        y.recurrent_inhibition = p.w_recurrent * x.renshaw.activity;
        y.free_ending_inhibition = p.w_free * x.free_ending_interneuron.activity;
        y.drive = above(u, p) + y.ia_excitation + y.ii_excitation + y.ib_feedback - y.reciprocal_inhibition -
                  y.recurrent_inhibition - y.free_ending_inhibition;
        return y;
    }

    // Drive from above.
    template <Scalar T>
    static constexpr T above(const Input<T>& u, const auto& p) {
        return p.descending_drive + u.descending_drive;
    }

    // What drives the interneurones. That of Ia: Ia itself, drive from above, Renshaw cells, and that of the antagonist.
    template <Scalar T>
    static constexpr InterneuronInput<T> ii_drive(const Input<T>& u, const auto& p) {
        return {(u.ii - p.ii_rest) / p.reference_rate};
    }
    template <Scalar T>
    static constexpr InterneuronInput<T> ib_drive(const Input<T>& u, const auto& p) {
        return {u.ib / p.reference_rate};
    }
    template <Scalar T>
    static constexpr InterneuronInput<T> ia_drive(const State<T>& x, const Input<T>& u, const auto& p) {
        return {own_ia_drive(x, u, p) - p.w_mutual * u.antagonist_interneuron};
    }
    template <Scalar T>
    static constexpr T own_ia_drive(const State<T>& x, const Input<T>& u, const auto& p) {
        return ia_above_rest(u.ia, p) + p.w_command * max(above(u, p), 0.0) - p.w_recurrent_ia * x.renshaw.activity;
    }

    // What the interneurones of presynaptic inhibition make of Ia from either muscle, while nobody contracts, and of
    // pressure.
    template <Scalar T>
    static constexpr T depolarisation(const Input<T>& u, const auto& p) {
        const T ia = p.w_presynaptic * (max(ia_above_rest(u.ia, p) - p.theta_presynaptic, 0.0) +
                                        max(u.antagonist_ia - p.theta_presynaptic, 0.0));
        return p.presynaptic * u.presynaptic + ia * max(unrelieved(u, p), 0.0) +
               p.w_level * (u.belly_pressure / (u.belly_pressure + p.half_pressure));
    }
    template <Scalar T>
    static constexpr T unrelieved(const Input<T>& u, const auto& p) {
        return 1.0 - p.w_relief * max(above(u, p), 0.0);
    }

    // -1 at rest, +1 in stance.
    template <Scalar T>
    static constexpr T ib_sign(const T& stance) {
        return 2.0 * min(max(stance, 0.0), 1.0) - 1.0;
    }
};

} // namespace myotatic
