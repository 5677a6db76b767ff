// Measures our solvers and the peers on the delayed arc, and writes one row per bar: see README.md.
//
//     bench_all [--quick] [--instances N] [--only massless|inertial|limits] [--million] [--rows FILE] [--curves FOLDER]
#include "frame/arc_of.hpp"
#include "frame/rows.hpp"
#include "frame/work_precision.hpp"
#include "ours.hpp"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

using namespace bench;

#ifndef MYOTATIC_CVODE
std::vector<Peer> bench::cvode_peers() { return {}; }
#endif

namespace {

constexpr double microseconds = 1e6;
constexpr const char* no_cvode = "CVODE is not built: tools/bench --peers fetches it";

struct Options {
    bool quick = false, million = false;
    std::size_t instances = 0; ///< 0: as the part likes it
    std::string only, rows, curves;
};

/// What an ensemble gets: each instance so many times.
template <class C>
Problem<C> repeated(const Problem<C>& problem, std::size_t times) {
    Problem<C> more = problem;
    for (std::size_t i = 1; i < times; ++i)
        more.instances.insert(more.instances.end(), problem.instances.begin(), problem.instances.end());
    return more;
}

/// The instruction set of this run, and the next best beside it.
std::vector<myotatic::Isa> ensemble_isas() {
    const myotatic::Isa isa = myotatic::chosen_isa();
    if (isa == myotatic::Isa::avx512) return {isa, myotatic::Isa::avx2};
    return {isa};
}
std::string ensemble_role(myotatic::Isa isa) {
    return isa == myotatic::chosen_isa() ? "ensemble" : "ensemble on " + myotatic::to_text(isa);
}

template <class C>
std::vector<Curve> solve_all(const Problem<C>& problem, const std::vector<double>& targets, const Effort& effort) {
    std::printf("%s: %zu instances\n", problem.name.c_str(), problem.instances.size());
    const std::vector<double> exact = reference(problem);

    // The peers' arcs: Jacobians are coloured with what they depend on along the way.
    std::vector<std::array<double, Problem<C>::states>> visited;
    for (std::size_t at = 0; at < exact.size(); at += 37 * Problem<C>::states)
        std::copy_n(&exact[at], Problem<C>::states, visited.emplace_back().begin());
    const auto colours = ArcOf<C>::find_colours(problem, visited);
    std::vector<std::unique_ptr<Arc>> arcs;
    for (const auto& who : problem.instances) arcs.push_back(std::make_unique<ArcOf<C>>(problem, who, colours));

    std::vector<double> numbers(problem.numbers());
    const auto error = [&] { return largest_error<C>(problem, numbers, exact); };
    std::vector<Contestant> contestants;
    for (const auto& list : {odeint_explicit_peers(), odeint_rosenbrock4_peers(), cvode_peers()})
        for (const Peer& peer : list) {
            std::vector<double> steps; // from half of what the smallest delay permits
            for (int k = 0; k < 18; ++k) steps.push_back(2e-3 * std::pow(2, -0.5 * k));
            const auto run = [&, peer](double setting) {
                bool ok = true;
                for (std::size_t i = 0; i < arcs.size(); ++i)
                    ok = peer.run(*arcs[i], setting, &numbers[i * problem.times.size() * Problem<C>::states]) && ok;
                return ok;
            };
            contestants.push_back({peer.name, "peer", arcs.size(), peer.fixed_step ? steps : tolerances(), run, error});
        }
    for (const Solver<C>& solver : our_single_solvers<C>())
        contestants.push_back({solver.name, "single", problem.instances.size(), solver.settings,
                               [&, solver](double setting) { return solver.run(problem, setting, numbers); }, error});

    // So many that the lanes which run empty at the end do not count.
    const std::size_t enough = effort.repetitions > 1 ? 256 : 64;
    const std::size_t times = (enough + problem.instances.size() - 1) / problem.instances.size();
    const auto many = repeated(problem, times);
    std::vector<double> many_numbers(many.numbers()), many_exact;
    for (std::size_t i = 0; i < times; ++i) many_exact.insert(many_exact.end(), exact.begin(), exact.end());
    for (const myotatic::Isa isa : ensemble_isas())
        for (const Solver<C>& solver : our_ensemble_solvers<C>(isa))
            contestants.push_back({solver.name, ensemble_role(isa), many.instances.size(), solver.settings,
                                   [&, solver](double setting) { return solver.run(many, setting, many_numbers); },
                                   [&] { return largest_error<C>(many, many_numbers, many_exact); }});
    return measure(contestants, targets, effort);
}

/// One row for each error: how much cheaper ours is than the peer.
void compare(std::vector<Row>& rows, const std::string& problem, const std::vector<Curve>& curves, const std::string& role,
             const std::string& peer, const std::map<double, std::optional<double>, std::greater<>>& goals,
             int repetitions) {
    for (const auto& [error, goal] : goals) {
        char text[200];
        std::snprintf(text, sizeof text, "%s, %s vs %s, error %.0e", problem.c_str(), role.c_str(), peer.c_str(), error);
        Row row;
        row.name = text, row.unit = "us per instance and simulated second", row.goal = goal;
        const auto ours = cheapest(curves, role, "", error), theirs = cheapest(curves, "peer", peer, error);
        const bool has_role = std::any_of(curves.begin(), curves.end(), [&](const Curve& c) { return c.role == role; });
        const bool has_peer = std::any_of(curves.begin(), curves.end(),
                                          [&](const Curve& c) { return c.role == "peer" && c.name.rfind(peer, 0) == 0; });
        if (!has_role)
            row.reason = "no " + role + " solver is plugged in (bench/ours.cpp)";
        else if (!has_peer)
            row.reason = no_cvode;
        else if (!ours)
            row.reason = "ours did not reach this error";
        else if (!theirs)
            row.reason = "the peer did not reach this error";
        if (!row.reason.empty() && repetitions == 1) row.reason += " in a quick run";
        if (row.reason.empty()) {
            row.ours = ours->seconds * microseconds, row.peer = theirs->seconds * microseconds;
            row.ratio = theirs->seconds / ours->seconds;
            row.error_ours = ours->error, row.error_peer = theirs->error;
            row.repetitions = repetitions;
            row.remark = ours->solver + " vs " + theirs->solver;
        }
        rows.push_back(row);
    }
}

void report(const std::string& problem, const std::vector<Curve>& curves, const std::vector<double>& targets,
            const std::string& folder) {
    std::printf("%s: us per instance and simulated second at an error of", problem.c_str());
    for (const double target : targets) std::printf(" %8.0e", target);
    std::printf("\n");
    for (const Curve& curve : curves) {
        std::printf("    %-60s", (curve.role + ": " + curve.name).c_str());
        for (const double target : targets) {
            const auto cost = cost_at(curve, target);
            if (cost)
                std::printf(" %8.0f", cost->seconds * microseconds);
            else
                std::printf(" %8s", "-");
        }
        std::printf("\n");
    }
    if (folder.empty()) return;
    // One block per curve, as gnuplot likes it.
    std::ofstream file(folder + "/" + problem.substr(0, problem.find(' ')) + "_" +
                       (problem.find("20") == std::string::npos ? "5" : "20") + ".dat");
    for (const Curve& curve : curves) {
        file << '"' << curve.name << "\"\n";
        for (const Point& p : curve.points)
            file << p.error << ' ' << p.seconds * microseconds << ' ' << p.setting << ' ' << p.all.size() << '\n';
        file << "\n\n";
    }
}

Options read_options(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const auto next = [&] { return i + 1 < count ? arguments[++i] : ""; };
        if (!std::strcmp(arguments[i], "--quick"))
            options.quick = true;
        else if (!std::strcmp(arguments[i], "--million"))
            options.million = true;
        else if (!std::strcmp(arguments[i], "--instances"))
            options.instances = static_cast<std::size_t>(std::atoi(next()));
        else if (!std::strcmp(arguments[i], "--only"))
            options.only = next();
        else if (!std::strcmp(arguments[i], "--rows"))
            options.rows = next();
        else if (!std::strcmp(arguments[i], "--curves"))
            options.curves = next();
        else {
            std::fprintf(stderr, "bench_all [--quick] [--instances N] [--only massless|inertial|limits] [--million] [--rows "
                                 "FILE] [--curves FOLDER]\n");
            std::exit(2);
        }
    }
    return options;
}

} // namespace

int main(int count, char** arguments) {
    const Options options = read_options(count, arguments);
    const Effort effort{options.quick ? 1 : 7, options.quick ? 0.1 : 0.15};
    const auto wanted = [&](const char* part) { return options.only.empty() || options.only == part; };
    std::vector<Row> rows;
    using Goals = std::map<double, std::optional<double>, std::greater<>>;

    if (wanted("massless")) {
        std::vector<double> targets{1e-3, 1e-4, 1e-6, 1e-8};
        if (options.quick) targets.pop_back(); // takes more time than all others
        const auto near = make_problem<Massless>("massless ±5 %", 0.05,
                                                 options.instances ? options.instances
                                                 : options.quick   ? 2
                                                                   : 16);
        const auto curves = solve_all(near, targets, effort);
        report(near.name, curves, targets, options.curves);
        const auto add = [&](const char* role, const char* peer, const Goals& goals) {
            compare(rows, near.name, curves, role, peer, goals, effort.repetitions);
        };
        add("ensemble", "CVODE", {{1e-3, 20}, {1e-4, 20}, {1e-6, 17}, {1e-8, 14}});
        add("ensemble", "odeint dopri5", {{1e-3, 20}, {1e-4, 14}, {1e-6, 9}, {1e-8, 9}});
        add("single", "CVODE", {{1e-3, 7}, {1e-4, 7}, {1e-6, 6}, {1e-8, 5}});
        add("single", "odeint dopri5", {{1e-3, 7}, {1e-4, 4.8}, {1e-6, 2.9}, {1e-8, 2.7}});

        const Goals none{{1e-3, {}}, {1e-4, {}}, {1e-6, {}}, {1e-8, {}}};
        for (const char* peer : {"CVODE", "odeint dopri5"}) add("ensemble on avx2", peer, none);

        const auto far = make_problem<Massless>("massless ±20 %", 0.20,
                                                options.instances ? options.instances
                                                : options.quick   ? 2
                                                                  : 16);
        const auto wide = solve_all(far, targets, effort);
        report(far.name, wide, targets, options.curves);
        compare(rows, far.name, wide, "ensemble", "CVODE", {{1e-3, 15}, {1e-4, 17}, {1e-6, 14}, {1e-8, 13}},
                effort.repetitions);
        compare(rows, far.name, wide, "ensemble", "odeint dopri5", none, effort.repetitions);
    }
    if (wanted("inertial")) {
        std::vector<double> targets{1e-4, 1e-6, 1e-8};
        if (options.quick) targets.pop_back();
        const Effort patient{effort.repetitions, options.quick ? 0.1 : 0.4};
        const auto stiff = make_problem<Inertial>("inertial ±5 %", 0.05,
                                                  options.instances ? options.instances
                                                  : options.quick   ? 1
                                                                    : 4);
        const auto curves = solve_all(stiff, targets, patient);
        report(stiff.name, curves, targets, options.curves);
        const auto add = [&](const char* role, const char* peer, const Goals& goals) {
            compare(rows, stiff.name, curves, role, peer, goals, effort.repetitions);
        };
        add("ensemble", "CVODE BDF", {{1e-4, 20}, {1e-6, 14}, {1e-8, 9}});
        add("ensemble", "odeint dopri5", {{1e-4, 35}, {1e-6, 15}});
        add("single", "CVODE BDF", {{1e-4, 4.5}, {1e-6, 3}});
        for (const char* peer : {"CVODE BDF", "odeint dopri5"}) add("ensemble on avx2", peer, {{1e-4, {}}, {1e-6, {}}});
    }
    if (wanted("limits"))
        for (Row& row : limit_rows(options.quick, options.million)) rows.push_back(std::move(row));

    for (const Row& row : rows)
        if (row.ratio)
            std::printf("%-75s %8.2f  (goal %s)\n", row.name.c_str(), *row.ratio,
                        row.goal ? std::to_string(*row.goal).c_str() : "none");
        else
            std::printf("%-75s      -    %s\n", row.name.c_str(), row.reason.c_str());
    if (!options.rows.empty()) write_json(options.rows, rows);
}
