// The probes that this processor runs. The others are named in the test's output and its XML: they were not tested.
#pragma once

#include "core/isa/pack_probe.hpp"

#include <gtest/gtest.h>

#include <iostream>
#include <utility>
#include <vector>

namespace myotatic::testing {

inline std::vector<PackProbe> available_probes() {
    std::vector<PackProbe> probes{baseline_probe()};
#if defined(__x86_64__)
    for (const auto& [isa, make] : {std::pair{Isa::avx2, &avx2_probe}, std::pair{Isa::avx512, &avx512_probe}}) {
        if (supports(isa)) {
            probes.push_back(make());
        } else {
            std::cout << "[ NOT RUN  ] this machine does not run " << to_text(isa) << std::endl;
            ::testing::Test::RecordProperty("not_run_" + to_text(isa), "this machine does not run it");
        }
    }
#endif
    return probes;
}

} // namespace myotatic::testing
