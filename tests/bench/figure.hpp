/// \file
/// Measuring: repeats, medians, and one JSON line a figure with its baseline from the same run.
#pragma once

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::bench {

inline double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Seconds of one call of `work`: the median of `rounds`, after one round that does not count.
template <class Work>
double median_seconds(int rounds, Work&& work) {
    work();
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        times.push_back(seconds_since(start));
    }
    std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2),
                     times.end());
    return times[times.size() / 2];
}

/// The value is what the program does, the baseline the bare form of the same work measured beside
/// it.
inline void print_figure(std::string_view name, double value, std::string_view unit,
                         std::string_view baseline_name, double baseline,
                         const nlohmann::json& more = nlohmann::json::object()) {
    nlohmann::json line = {{"figure", name}, {"value", value}, {"unit", unit}};
    if (!baseline_name.empty()) {
        line["baseline"] = {{"name", baseline_name}, {"value", baseline}};
        line["ratio"] = baseline == 0.0 ? 0.0 : value / baseline;
    }
    line.update(more);
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
}

}  // namespace meldbrug::bench
