// The result: one row per bar.
#pragma once

#include <cstdio>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace bench {

/// `ratio` is how many times better ours is than the peer, or the share that the name speaks of. Without it there is a
/// reason.
struct Row {
    std::string name{}, unit{};
    std::optional<double> ours{}, peer{}, ratio{}, goal{}, error_ours{}, error_peer{};
    std::optional<int> repetitions{};
    std::string reason{};
    std::string remark{}; ///< e.g. which solver it was
};

inline void write_json(const std::string& path, const std::vector<Row>& rows) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    if (!file) throw std::runtime_error("cannot write " + path);
    const auto number = [&](const char* key, const auto& value, const char* format) {
        std::fprintf(file, ", \"%s\": ", key);
        if (value)
            std::fprintf(file, format, *value);
        else
            std::fputs("null", file);
    };
    std::fputs("[\n", file);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Row& r = rows[i];
        std::fprintf(file, "  {\"name\": \"%s\"", r.name.c_str());
        number("ours", r.ours, "%.6g"), number("peer", r.peer, "%.6g"), number("ratio", r.ratio, "%.4g");
        number("goal", r.goal, "%.4g");
        number("error_ours", r.error_ours, "%.3g"), number("error_peer", r.error_peer, "%.3g");
        number("repetitions", r.repetitions, "%d");
        if (!r.unit.empty()) std::fprintf(file, ", \"unit\": \"%s\"", r.unit.c_str());
        if (!r.remark.empty()) std::fprintf(file, ", \"remark\": \"%s\"", r.remark.c_str());
        if (!r.reason.empty()) std::fprintf(file, ", \"reason\": \"%s\"", r.reason.c_str());
        std::fprintf(file, "}%s\n", i + 1 < rows.size() ? "," : "");
    }
    std::fputs("]\n", file);
    std::fclose(file);
}

/// What the machine permits, and how near we come: limits.cpp.
std::vector<Row> limit_rows(bool quick, bool million);

} // namespace bench
