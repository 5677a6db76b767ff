// What `explain --stability` prints.
#pragma once

#include "myotatic/runtime/stability.hpp"

#include <string>

namespace app {

std::string stability_in_words(const std::string& circuit, const myotatic::runtime::Stability& stability);
std::string stability_in_json(const std::string& circuit, const myotatic::runtime::Stability& stability);

} // namespace app
