// [session] of a scenario: steps on muscles in order, and what the circuit makes of them.
#pragma once

#include "myotatic/experiment/plan_session.hpp"
#include "myotatic/runtime/catalogue.hpp"
#include "section.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace myotatic::runtime {

/// Reads [session] of a run that starts at `run_start` seconds. Nothing if there is none, or none that is right.
std::optional<Session> read_session(const Node* table, const CircuitFacts& facts, std::span<const Entry* const> circuits,
                                    double run_start, Findings& findings);

/// A variant's own steps, or its own side.
struct OwnSession {
    std::optional<Session> session; ///< nothing: no contact
};
/// Reads the session of a variant, `path`, which shares whatever it does not say with that of the scenario.
std::optional<OwnSession> read_own_session(const Node* table, const std::string& path, const CircuitFacts& facts,
                                           const Session& shared, Findings& findings);

/// The inputs that a session drives.
std::vector<std::string> driven_inputs(const Session& session);

/// Adds what a session does to a protocol, and returns its facts as far as the run lasts. `values` are those of the
/// circuit's parameters. Throws std::invalid_argument for a session that cannot be.
SessionFacts add_session(const Session& session, const CircuitFacts& facts, const std::vector<double>& values, double end,
                         std::vector<Drive>& protocol);

/// The keys of a session, and its steps below `path`, as TOML; `own` for those that a variant may have.
std::string session_text(const Session& session, const std::string& path, bool own);

} // namespace myotatic::runtime
