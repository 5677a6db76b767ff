// How long signals travel: path length over conduction velocity, plus what the synapses take.
#pragma once

#include "myotatic/core/record.hpp"
#include "myotatic/core/scalar.hpp"

namespace myotatic {

/// The nerve between a muscle and its segment of the cord. Defaults: human soleus.
template <Scalar T>
struct Nerve {
    T path_length = 0.80;
    T ia_velocity = 64.5;
    T ib_velocity = 59.0;
    T ii_velocity = 25.0;
    T motor_velocity = 48.5;
    T gamma_velocity = 25.0;
    T synaptic_delay = 1e-3;
    T neuromuscular_delay = 1e-3;

    static constexpr auto fields() {
        using R = Nerve;
        return std::tuple{field("path_length", &R::path_length, "m", "from the muscle to the spinal cord")
                              .within(0, 3)
                              .usually(0.05, 1.5)
                              .from("tendon-jerk latencies of soleus, with these velocities", Evidence::computed),
                          field("ia_velocity", &R::ia_velocity, "m/s", "conduction velocity of primary spindle afferents")
                              .within(1, 200)
                              .usually(30, 130)
                              .from("elias2014 (human)", Evidence::second_hand),
                          field("ib_velocity", &R::ib_velocity, "m/s", "conduction velocity of tendon-organ afferents")
                              .within(1, 200)
                              .usually(30, 130)
                              .from("elias2014 (human)", Evidence::second_hand),
                          field("ii_velocity", &R::ii_velocity, "m/s", "conduction velocity of secondary spindle afferents")
                              .within(1, 200)
                              .usually(15, 75)
                              .from("gap between short and medium latency in grey2001", Evidence::computed),
                          field("motor_velocity", &R::motor_velocity, "m/s", "conduction velocity of alpha motor axons")
                              .within(1, 200)
                              .usually(30, 130)
                              .from("elias2014 (human), mean", Evidence::second_hand),
                          field("gamma_velocity", &R::gamma_velocity, "m/s", "conduction velocity of fusimotor axons")
                              .within(1, 200)
                              .usually(10, 50)
                              .from("10 to 45 m/s", Evidence::recalled),
                          field("synaptic_delay", &R::synaptic_delay, "ms", "one synapse in the cord")
                              .within(0, 20)
                              .usually(0.3, 2)
                              .from("0.3 to 1 ms", Evidence::recalled),
                          field("neuromuscular_delay", &R::neuromuscular_delay, "ms",
                                "from motor ending to electrical response of the muscle")
                              .within(0, 20)
                              .usually(0.3, 3)
                              .from("about 1 ms", Evidence::recalled)};
    }
};

/// Time [s] from the muscle to a neurone in the cord, over `synapses` synapses; or back, with none.
template <Scalar T>
constexpr T conduction_delay(const Nerve<T>& nerve, const T& velocity, double synapses) {
    return nerve.path_length / velocity + synapses * nerve.synaptic_delay;
}

} // namespace myotatic
