// meldbrug_bench [--smoke] [--server PROGRAM] [NAME...]: prints one JSON line a figure. Names:
// reading evaluation import gibbon serving.
#include "bench.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <random>
#include <string_view>

namespace meldbrug::bench {

std::vector<notes::Note> make_notes(std::size_t count, std::size_t pupils) {
    const auto sentences = core::read_json_file(MELDBRUG_SOURCE_DIR "/tests/bench/sentences.json");
    std::mt19937 random(2026);  // NOLINT(cert-msc51-cpp): the same notes every time
    std::uniform_int_distribution<std::size_t> pick(0, sentences->size() - 1);
    const core::Date first = *core::parse_date("2025-09-01");
    std::vector<notes::Note> notes(count);
    for (std::size_t i = 0; i < count; ++i) {
        notes::Note& note = notes[i];
        note.source = "bench";
        note.id = "n" + std::to_string(i);
        note.school = "00AA";
        note.pupil = std::to_string(100000 + i % pupils);
        note.category = "Meldcode en Verwijsindex";
        note.title = "Notitie";
        note.date = first + std::chrono::days{static_cast<int>(i * 300 / count)};
        note.author = {"t" + std::to_string(i % 20), i % 3 == 0 ? "ib" : "leerkracht"};
        while (note.text.size() < 380) {
            note.text +=
                (note.text.empty() ? "" : " ") + (*sentences)[pick(random)].get<std::string>();
        }
    }
    return notes;
}

reading::ReadingContext reading_context(const bridge::Knowledge& knowledge,
                                        const route::Profile& profile,
                                        const reading::Ladder& ladder) {
    return {knowledge.vocabulary,
            knowledge.catalogue,
            knowledge.calendar,
            knowledge.templates,
            ladder,
            profile.working_days(),
            &knowledge.date_words};
}

}  // namespace meldbrug::bench

int main(int argc, char** argv) {
    using namespace meldbrug;  // NOLINT(google-build-using-namespace)
    bool smoke = false;
    std::filesystem::path server;
    std::vector<std::string_view> names;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--smoke") {
            smoke = true;
        } else if (word == "--server" && i + 1 < argc) {
            server = argv[++i];
        } else {
            names.push_back(word);
        }
    }
    const auto wanted = [&](std::string_view name) {
        return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };

    const auto knowledge =
        bridge::load_knowledge({MELDBRUG_SOURCE_DIR "/notes-schema", std::nullopt, "noord", "nl"});
    if (!knowledge) {
        std::fprintf(stderr, "meldbrug_bench: %s\n", knowledge.error().line().c_str());
        return 1;
    }
    const int rounds = smoke ? 1 : 5;
    if (wanted("reading")) {
        bench::bench_reading(*knowledge, smoke ? 200 : 20000, rounds);
    }
    if (wanted("evaluation")) {
        bench::bench_evaluation(*knowledge, smoke ? 200 : 200000, rounds);
    }
    if (wanted("import")) {
        bench::bench_import(*knowledge, smoke ? 500 : 60000, smoke ? 1 : 3);
    }
    if (wanted("gibbon")) {
        bench::bench_gibbon(smoke ? 500 : 100000, smoke ? 1 : 3);
    }
    if (wanted("serving") && !server.empty()) {
        bench::bench_serving(*knowledge, server, smoke ? 50 : 10000, smoke ? 1 : 5);
    }
    return 0;
}
