// Golgi tendon organ of Houk and Simon: a linear filter of force with three modes, strong in the first tens of milliseconds.
//
// Citation: houk_simon1967.  H(s) = K (s + 0.15)(s + 1.5)(s + 16) / ((s + 0.2)(s + 2)(s + 37))
//
//   paper           here                        unit
//   F               input force (normalised)    F0
//   K H(0)          static_gain                 pps/F0
//   0.15, 1.5, 16   zeros                       1/s    with negative sign
//   0.2, 2, 37      poles                       1/s    with negative sign
//   -               modes                       F0     the state
//
// Departures
//   * Force is in units of the maximum isometric force, and K is given as the static rate at that force, so that the same
//     parameters serve muscles of any strength.
//   * A slack tendon's negative force counts as none; the rate does not go below zero.
//
// A step of force is answered with 4.11 times the static rate, hence with more than a tendon organ can fire.
#pragma once

#include "myotatic/physiology/tendon_organ/tendon_organ.hpp"

#include <array>
#include <cstddef>

namespace myotatic {

struct HoukSimon1967 {
    template <Scalar T>
    struct State {
        std::array<T, 3> modes{0.0, 0.0, 0.0};

        static constexpr auto fields() {
            using R = State;
            return std::tuple{field("modes", &R::modes, "F0", "adaptation, from the slow to the fast mode").scale(0.1)};
        }
    };

    template <Scalar T>
    struct Parameters {
        T static_gain = 115.0;
        std::array<T, 3> zeros{0.15, 1.5, 16.0};
        std::array<T, 3> poles{0.2, 2.0, 37.0};

        static constexpr auto fields() {
            using R = Parameters;
            return std::tuple{field("static_gain", &R::static_gain, "pps/F0", "steady rate at maximum isometric force")
                                  .within(0, 1000)
                                  .from("chosen here: the steady rate of lin_crago2002 at that force", Evidence::computed),
                              field("zeros", &R::zeros, "1/s", "negative zeros of the filter")
                                  .within(0.001, 1000)
                                  .from("houk_simon1967", Evidence::verified),
                              field("poles", &R::poles, "1/s", "negative poles of the filter, all different")
                                  .within(0.001, 1000)
                                  .from("houk_simon1967", Evidence::verified)};
        }
    };

    /// Response to the fastest over response to constant force, H(inf)/H(0). [houk_simon1967]
    template <Scalar T>
    static constexpr T high_frequency_ratio(const Parameters<T>& p) {
        return (p.poles[0] / p.zeros[0]) * (p.poles[1] / p.zeros[1]) * (p.poles[2] / p.zeros[2]);
    }
    // H(s)/H(inf) = 1 + sum of r_i/(s + pole_i).
    template <Scalar T>
    static constexpr std::array<T, 3> residues(const Parameters<T>& p) {
        std::array<T, 3> r{};
        for (std::size_t i = 0; i < 3; ++i) {
            const T& s = p.poles[i];
            const T &other = p.poles[(i + 1) % 3], &third = p.poles[(i + 2) % 3];
            r[i] = (p.zeros[0] - s) * ((p.zeros[1] - s) / (other - s)) * ((p.zeros[2] - s) / (third - s));
        }
        return r;
    }
    template <Scalar T>
    struct Prepared : Parameters<T> {
        std::array<T, 3> residues = HoukSimon1967::residues<T>(*this);
        T gain = Parameters<T>::static_gain * high_frequency_ratio<T>(*this);
    };
    template <Scalar T>
    static constexpr Prepared<T> prepare(const Parameters<T>& p) {
        return {p};
    }
    template <Scalar T>
    static constexpr const Prepared<T>& prepare(const Prepared<T>& p) {
        return p;
    }

    /// The three modes of the filter and the rate. [houk_simon1967]
    template <Scalar T>
    static constexpr Response<State<T>, TendonOrganOutput<T>> dynamics(const State<T>& x, const TendonOrganInput<T>& u,
                                                                       const auto& parameters) {
        const auto& p = prepare(parameters);
        const T force = max(u.force, 0.0);
        Response<State<T>, TendonOrganOutput<T>> response;
        T filtered = force;
        for (std::size_t i = 0; i < 3; ++i) {
            response.rates.modes[i] = p.residues[i] * force - p.poles[i] * x.modes[i];
            filtered = filtered + x.modes[i];
        }
        response.output.ib = max(p.gain * filtered, 0.0);
        return response;
    }

    template <Scalar T, Scalar P = T>
    static constexpr State<T> rest(const TendonOrganInput<T>& u, const Parameters<P>& p) {
        const auto r = residues(p);
        State<T> x;
        for (std::size_t i = 0; i < 3; ++i) x.modes[i] = r[i] * max(u.force, 0.0) / p.poles[i];
        return x;
    }
};

static_assert(TendonOrgan<HoukSimon1967>);

} // namespace myotatic
