// What can be run by name: a short, explicit list of compiled circuits. Any other combination is C++.
#pragma once

#include "myotatic/core/isa.hpp"
#include "myotatic/core/record.hpp"
#include "myotatic/experiment/ensemble.hpp"
#include "myotatic/experiment/parameter_set.hpp"
#include "myotatic/experiment/stability.hpp"
#include "myotatic/runtime/run.hpp"
#include "myotatic/runtime/scenario.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace myotatic::runtime {

/// A published or derived set of parameter values under a name.
struct PresetFacts {
    std::string name;           ///< "human_soleus"
    std::string summary;        ///< what it stands for, with its sources
    std::vector<double> values; ///< every parameter, in the order of `CircuitFacts::parameters`, SI
};

/// A connection of the circuit, for `explain`: sign, rectifier, threshold, gain and delay, in words and numbers.
struct Pathway {
    std::string name;                ///< "Ia excitation of the motor pool"
    std::string from, to;            ///< "spindle primary ending", "motor pool"
    int sign = +1;                   ///< +1 excites, -1 inhibits
    std::string gain;                ///< name of the parameter that is its gain; empty for none
    std::string threshold;           ///< name of the parameter that is its threshold; empty for none
    std::vector<std::string> delays; ///< names of the parameters that are its delays
    std::string law;                 ///< the rule in plain words
    std::string source;
    Evidence evidence = Evidence::hypothesis;
    std::string reversal{}; ///< name of the parameter that turns the sign around, by being 1 instead of 0; empty for none
    std::string share{}; ///< name of the parameter that the gain is multiplied by and that switches it off; empty for none
};

struct CircuitFacts {
    std::string name;    ///< "stretch_reflex"
    std::string summary; ///< one sentence
    std::vector<Leaf> parameters;
    std::vector<double> defaults; ///< parameter values without a preset, SI
    std::vector<Leaf> inputs;
    std::vector<double> input_defaults;
    std::vector<Leaf> states;
    std::vector<Leaf> observables;
    std::vector<std::string> events;
    std::vector<PresetFacts> presets;
    std::vector<Pathway> pathways;
    std::vector<std::string> delays; ///< names of the parameters that are delays
};

/// A circuit that can be run: facts for those who ask, and the one place where names become types.
class Entry {
public:
    virtual ~Entry() = default;
    virtual const CircuitFacts& facts() const = 0;

    /// Parameter values of a preset with overrides applied and derived ones computed, in the order of the facts.
    /// Names must exist. Throws InputError for values that no circuit can be made of (a muscle that finds no equilibrium).
    virtual std::vector<double> resolve(std::string_view preset, const std::map<std::string, double>& overrides) const = 0;

    /// Small movements of the scenario's circuit about its rest with the input of just before the start; links know the
    /// parameters that their lags are. Nothing for a circuit without nerves. Throws InputError where it cannot rest.
    virtual std::optional<LinearDelaySystem> linearise(const Scenario& scenario) const;

    /// Simulates the scenario (its own parameters with `variant`'s on top, if given).
    virtual RunResult run(const Scenario& scenario, const Variant* variant, const Watch& watch) const = 0;

    /// Simulates the scenario once for each of the rows, with the instruction set of compiled circuits if one is given.
    /// Throws InputError unless the circuit brings its own.
    virtual SweepSummary sweep(const Scenario& scenario, ParameterRows& rows, const SweepOptions& options,
                               std::optional<Isa> isa, SweepSink& sink) const;

    /// Integrates the same scenario with Boost.Odeint and an independent history, and compares.
    virtual CrossCheck cross_check(const Scenario& scenario, const RunResult& ours) const = 0;
};

/// Every entry, in the order in which `list` shows them.
const std::vector<std::unique_ptr<Entry>>& catalogue();

/// The entry of that name, or a null pointer.
const Entry* find_entry(std::string_view name);

} // namespace myotatic::runtime
