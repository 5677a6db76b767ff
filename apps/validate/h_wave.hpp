// The H-reflex of a simulated muscle: the answer to a test shock at each sample of a trace.
#pragma once

#include "myotatic/core/table.hpp"
#include "myotatic/physiology/nerve/hoffmann_reflex.hpp"

#include <string>
#include <vector>

namespace myotatic::validate {

/// Strength of the test shock [motor thresholds]: on the rising limb of the recruitment curve, as experimenters choose it.
inline constexpr double test_shock = 1.02;

inline double h_wave(double shock, double transmission, double drive) {
    return HoffmannReflex::waves(HoffmannInput<double>{shock, transmission, drive}, HoffmannReflex::Parameters<double>{})
        .h_wave;
}

/// H wave over that of the relaxed muscle, at every sample; of the muscle `arc` of a pair.
inline std::vector<double> h_over_rest(const Table& trace, const std::string& arc, double shock = test_shock) {
    const auto &transmission = trace.at(arc + ".cord.ia_transmission").values, &drive = trace.at(arc + ".pool.drive").values;
    std::vector<double> h;
    for (std::size_t i = 0; i < drive.size(); ++i)
        h.push_back(h_wave(shock, transmission[i], drive[i]) / h_wave(shock, 1, 0));
    return h;
}

/// The trace with that as a further column, `h_wave`.
inline Table with_h_wave(Table trace, const std::string& arc = "extensor") {
    trace.columns.push_back({"h_wave", "1", h_over_rest(trace, arc)});
    return trace;
}

} // namespace myotatic::validate
