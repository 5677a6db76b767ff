// JSON as the verbs print it.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

namespace app {

/// In the order in which it was written.
using Json = nlohmann::ordered_json;

/// What is no number is null.
inline Json number(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

} // namespace app
