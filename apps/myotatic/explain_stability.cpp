#include "explain_stability.hpp"
#include "json.hpp"

#include "myotatic/core/text.hpp"
#include "myotatic/runtime/explain.hpp"

#include <cmath>
#include <complex>
#include <fmt/format.h>
#include <numbers>

namespace app {

namespace {

using namespace myotatic::runtime;
using myotatic::AtFrequency;
using myotatic::LoopStability;
using Root = std::complex<double>;

double frequency(Root s) { return s.imag() / (2 * std::numbers::pi); }
double damping_ratio(Root s) { return -s.real() / std::abs(s); }

std::string hertz(double f) { return fmt::format("{:.4g} Hz", f); }
std::string oscillates(double f, std::string_view at) {
    return f > 0 ? fmt::format("{} it oscillates at {}", at, hertz(f)) : fmt::format("{} it drifts away", at);
}

std::string line(Root s) {
    const std::string oscillation =
        s.imag() == 0 ? "" : fmt::format("{}, damping ratio {:.3g}, ", hertz(frequency(s)), damping_ratio(s));
    const std::string root =
        s.imag() == 0 ? fmt::format("{:.4g} /s", s.real()) : fmt::format("{:.4g} +- {:.4g} i /s", s.real(), s.imag());
    const std::string time = s.real() == 0 ? "stays"
                                           : fmt::format("{} with a time constant of {}", s.real() < 0 ? "decays" : "grows",
                                                         readable(1 / std::abs(s.real()), "s"));
    return fmt::format("   {:23}{}{}\n", root, oscillation, time);
}

std::string margins(const NerveLoop& nerve, bool stable) {
    const LoopStability& loop = nerve.loop;
    std::string text;
    const auto add = [&](std::string_view name, const std::string& what) {
        text += fmt::format("   {:15}{}\n", name, what);
    };
    if (const auto& g = loop.critical_gain)
        add("critical gain", fmt::format("{:.4g} times the present one ({:+.3g} dB): {}", g->value,
                                         20 * std::log10(g->value), oscillates(g->frequency, "there")));
    else
        add("critical gain", stable ? "none: stable with any gain" : "none: without this loop it is not stable either");
    if (const auto& angle = loop.phase_margin)
        add("phase margin", fmt::format("{:.4g} deg at {}", angle->value * 180 / std::numbers::pi, hertz(angle->frequency)));
    else
        add("phase margin", stable ? "not needed: the loop gain stays below 1" : "none: the rest is not stable");
    if (const auto& lag = loop.critical_delay)
        add("critical delay", fmt::format("{}: {}", readable(lag->value, "s"), oscillates(lag->frequency, "there")));
    else
        add("critical delay", stable ? "none: stable with any delay of this nerve"
                                     : "none: with no delay in this nerve it is not stable either");
    return text;
}

std::string loops(const Stability& s) {
    std::string text = "\nLoops, each cut at one nerve while the others stay whole\n";
    std::size_t number = 0;
    for (const NerveLoop& nerve : s.loops) {
        text += fmt::format("\n{}. {} = {} ({})\n", ++number, nerve.delay, readable(nerve.lag, "s"),
                            myotatic::join(nerve.signals));
        const AtFrequency& peak = nerve.loop.peak_gain;
        if (peak.value == 0) {
            text += "   loop gain      0: at rest nothing comes back, some pathway is below its threshold or switched off\n";
            continue;
        }
        text += fmt::format("   {:15}at most {:.4g}, at {}\n", "loop gain", peak.value, hertz(peak.frequency));
        if (s.locked.empty()) text += margins(nerve, s.stable());
    }
    return text;
}

Json json(const std::optional<AtFrequency>& x, const char* value) {
    return x ? Json{{value, x->value}, {"frequency_hz", x->frequency}} : Json(nullptr);
}

} // namespace

std::string stability_in_words(const std::string& circuit, const Stability& s) {
    std::string text = fmt::format("{}: small movements about rest\n\n", circuit);
    if (s.locked.empty()) {
        text += s.stable() ? "Stable: they die away.\n" : "Not stable: they grow.\n";
    } else {
        text += "Only the limit of amplitude 0 can be told: a spindle has no linear range.\n";
        for (const LockedEnding& ending : s.locked)
            text += fmt::format("   {:13}{:.5g} pps/L0, as the amplitude goes to 0 ({} = 0 L0/s)\n", ending.signal,
                                ending.gain, ending.regularisation);
        text +=
            "The published damper is infinitely steep at rest: the smallest stretch does not move the polar regions and "
            "goes\n"
            "into the sensory ones, whatever its frequency. A larger one does, and its gain is several times smaller. So\n"
            "there is no one loop gain for small movements, and roots and margins would be those of no movement that can\n"
            "be seen. A regularisation (0.005 to 0.05 L0/s) gives the spindle a linear range.\n";
    }
    if (s.bends > 0)
        text += fmt::format("Rest lies exactly where the equations bend ({}), as at the edge of recruitment of a relaxed "
                            "motor pool: what is\n"
                            "told here holds for movements to the side on which they conduct.\n",
                            s.bends == 1 ? "once" : fmt::format("{} times", s.bends));
    if (s.locked.empty()) {
        text += "\nRightmost characteristic roots\n";
        for (const Root root : s.roots) text += line(root);
        if (!s.oscillations.empty()) text += "\nLeast stable oscillations\n";
        for (const Root root : s.oscillations) text += line(root);
    }
    text += loops(s);
    return text + "\nLoop gain: of what arrives from the nerve, the part that comes back through the circuit. At 1 and in "
                  "phase a loop\n"
                  "keeps itself going. Larger movements meet thresholds and limits of which small ones know nothing.\n";
}

std::string stability_in_json(const std::string& circuit, const Stability& s) {
    Json locked = Json::array(), roots = Json::array(), oscillations = Json::array(), nerves = Json::array();
    for (const LockedEnding& e : s.locked)
        locked.push_back({{"signal", e.signal}, {"regularisation", e.regularisation}, {"gain_pps_per_l0", e.gain}});
    const auto append = [](Json& list, Root root) {
        list.push_back({{"real_per_s", root.real()}, {"imaginary_per_s", root.imag()}, {"frequency_hz", frequency(root)}});
    };
    for (const Root root : s.roots) append(roots, root);
    for (const Root root : s.oscillations) append(oscillations, root);
    for (const NerveLoop& nerve : s.loops) {
        Json entry{{"delay", nerve.delay}, {"lag_s", nerve.lag}, {"signals", nerve.signals}};
        entry["peak_loop_gain"] = json(nerve.loop.peak_gain, "gain");
        if (s.locked.empty()) {
            entry["critical_gain"] = json(nerve.loop.critical_gain, "factor");
            entry["phase_margin"] = json(nerve.loop.phase_margin, "rad");
            entry["critical_delay"] = json(nerve.loop.critical_delay, "s");
        }
        nerves.push_back(std::move(entry));
    }
    Json all{{"circuit", circuit}, {"linear_range", s.locked.empty()}, {"bends_at_rest", s.bends}};
    if (s.locked.empty())
        all["stable"] = s.stable(), all["roots"] = roots, all["oscillations"] = oscillations;
    else
        all["amplitude_to_zero"] = locked;
    all["loops"] = nerves;
    return all.dump(2) + "\n";
}

} // namespace app
