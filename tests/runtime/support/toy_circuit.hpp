// A circuit whose facts are small enough to know by heart: what scenarios are checked against in the tests of the loader.
#pragma once

#include "myotatic/runtime/catalogue.hpp"

#include <array>
#include <stdexcept>
#include <string>

namespace toy {

using namespace myotatic;

template <Scalar T>
struct Joint {
    T inertia = 0.01;
    T stiffness = 20.0;
    static constexpr auto fields() {
        using R = Joint;
        return std::tuple{field("inertia", &R::inertia, "kg m^2", "moment of inertia").above(0).at_most(10),
                          field("stiffness", &R::stiffness, "N m/rad", "passive stiffness").above(0)};
    }
};

template <Scalar T>
struct Parameters {
    T ia_delay = 0.040;
    T ib_delay = 0.045;
    T gain = 0.2;
    T rest_length = 1.0;
    std::array<T, 3> moment_arm{0.04, 0.0, 0.0};
    Joint<T> joint;
    static constexpr auto fields() {
        using R = Parameters;
        return std::tuple{field("ia_delay", &R::ia_delay, "ms", "afferent delay of Ia").within(0, 300).usually(5, 80),
                          field("ib_delay", &R::ib_delay, "ms", "afferent delay of Ib").within(0, 300).usually(5, 80),
                          field("gain", &R::gain, "1", "reflex gain").within(0, 10),
                          field("rest_length", &R::rest_length, "L0", "fibre length at rest").within(0.4, 1.7),
                          field("moment_arm", &R::moment_arm, "m", "coefficients of the moment arm").within(-1, 1),
                          part("joint", &R::joint)};
    }
};

template <Scalar T>
struct Roller {
    T pressure = 0.0;
    static constexpr auto fields() {
        return std::tuple{
            field("pressure", &Roller::pressure, "kPa", "pressure on the belly").within(0, 300).usually(0, 150)};
    }
};

template <Scalar T>
struct Input {
    T stretch = 0.001;
    T stretch_velocity = 0.0;
    T drive = 0.05;
    T angle = 0.0;
    Roller<T> roller;
    static constexpr auto fields() {
        using R = Input;
        return std::tuple{field("stretch", &R::stretch, "mm", "change of path length").within(-50, 50),
                          field("stretch_velocity", &R::stretch_velocity, "mm/s", "its rate").rate_of("stretch"),
                          field("drive", &R::drive, "1", "descending drive").within(0, 1),
                          field("angle", &R::angle, "deg", "joint angle").within(-90, 90), part("roller", &R::roller)};
    }
};

template <Scalar T>
struct Observation {
    T ia = 0.0;
    T force = 0.0;
    static constexpr auto fields() {
        using R = Observation;
        return std::tuple{field("spindle.ia", &R::ia, "pps", "primary ending"),
                          field("muscle.force", &R::force, "N", "tension")};
    }
};

class Circuit : public runtime::Entry {
public:
    Circuit() {
        facts_.name = "toy_arc";
        facts_.parameters = describe<Parameters<double>>();
        const auto defaults = flat(Parameters<double>{});
        facts_.defaults.assign(defaults.begin(), defaults.end());
        facts_.inputs = describe<Input<double>>();
        const auto inputs = flat(Input<double>{});
        facts_.input_defaults.assign(inputs.begin(), inputs.end());
        facts_.observables = describe<Observation<double>>();
        facts_.delays = {"ia_delay", "ib_delay"};
        facts_.presets = {{"calm", "", facts_.defaults}, {"lively", "", facts_.defaults}};
        facts_.presets[1].values[2] = 0.8;
    }

    const runtime::CircuitFacts& facts() const override { return facts_; }

    // Stands in for a muscle that finds no equilibrium: the one combination that has none.
    std::vector<double> resolve(std::string_view preset, const std::map<std::string, double>& overrides) const override {
        std::vector<double> values = facts_.defaults;
        for (const auto& p : facts_.presets)
            if (p.name == preset) values = p.values;
        for (const auto& [name, value] : overrides)
            for (std::size_t i = 0; i < values.size(); ++i)
                if (facts_.parameters[i].name == name) values[i] = value;
        if (values[3] > 1.6)
            throw InputError(Place{}, "muscle 'toy' cannot rest at length 1.65 L0: feasible are [0.4, 1.6] L0");
        return values;
    }
    runtime::RunResult run(const runtime::Scenario&, const runtime::Variant*, const runtime::Watch&) const override {
        throw std::logic_error("this circuit is only read about");
    }
    runtime::CrossCheck cross_check(const runtime::Scenario&, const runtime::RunResult&) const override {
        throw std::logic_error("this circuit is only read about");
    }

private:
    runtime::CircuitFacts facts_;
};

inline const runtime::Entry& circuit() {
    static const Circuit one;
    return one;
}

} // namespace toy
