// What one lane gets is what it would get alone: no component lets the lanes beside it change a bit of its answer.
#include "physiology/isa/lane_probe.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

namespace myotatic::testing {
namespace {

/// Where the numbers of a row lie: state, then input.
using Ranges = std::vector<std::pair<double, double>>;
const std::map<std::string_view, Ranges> ranges{
    {"DeGroote2016", {{0, 1}, {0.3, 1.7}, {0, 1}, {0.27, 0.35}, {-0.3, 0.3}}},
    {"Thelen2003", {{0, 1}, {0.3, 1.7}, {0, 1}, {0.27, 0.35}, {-0.3, 0.3}}},
    {"Mileusnic2006", {{0, 1}, {0, 1}, {-0.01, 0.2}, {-0.01, 0.2}, {-0.01, 0.2}, {0.6, 1.4}, {-2, 2}, {0, 200}, {0, 200}}},
    {"ThixotropicMileusnic2006",
     {{0, 1},
      {0, 1},
      {-0.01, 0.2},
      {-0.01, 0.2},
      {-0.01, 0.2},
      {0, 1},
      {-2e-3, 2e-3},
      {0.6, 1.4},
      {-2, 2},
      {0, 200},
      {0, 200}}},
    {"LinCrago2002", {{-50, 0}, {-50, 0}, {-0.2, 1.2}}},
    {"RatePool", {{-0.5, 2}, {-1, 2}}},
    {"Fuglevand1993", {{-0.5, 2.5}, {-1, 2}}}};

TEST(Lanes, of_every_component_do_not_hear_of_each_other) {
#if defined(__x86_64__)
    for (const auto& [isa, probes] :
         {std::pair{Isa::avx2, &avx2_lane_probes}, std::pair{Isa::avx512, &avx512_lane_probes}}) {
        if (!supports(isa)) {
            std::cout << "[ NOT RUN  ] this machine does not run " << to_text(isa) << std::endl;
            continue;
        }
        for (const LaneProbe& probe : probes()) {
            // Every number somewhere in its range, or zero where that is in it: some lanes rest or are silent where
            // others are far out.
            const Ranges& range = ranges.at(probe.component);
            ASSERT_EQ(range.size(), probe.arguments) << probe.component;
            std::mt19937_64 random(11);
            constexpr std::size_t rows = 512;
            std::vector<double> arguments(rows * probe.arguments), wide(rows * probe.results), single(wide.size());
            for (std::size_t i = 0; i < arguments.size(); ++i) {
                const auto& [low, high] = range[i % range.size()];
                const double x = std::uniform_real_distribution(low, high)(random);
                arguments[i] = random() % 8 == 0 && low <= 0 ? 0.0 : x;
            }
            probe.wide(arguments.data(), wide.data(), rows);
            probe.single(arguments.data(), single.data(), rows);
            for (std::size_t i = 0; i < wide.size(); ++i) {
                ASSERT_TRUE(std::isfinite(wide[i])) << probe.component << ", result " << i % probe.results;
                ASSERT_EQ(wide[i], single[i])
                    << probe.component << " on " << to_text(isa) << ", result " << i % probe.results;
            }
        }
    }
#else
    SUCCEED() << "no instruction set beyond the baseline, whose packs have one lane";
#endif
}

} // namespace
} // namespace myotatic::testing
