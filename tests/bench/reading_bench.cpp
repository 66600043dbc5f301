#include "allocations.hpp"
#include "bench.hpp"
#include "figure.hpp"

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/reading/reader.hpp"

#include <array>
#include <cctype>
#include <deque>

namespace meldbrug::bench {

namespace {

/// The bare form of reading: which of the vocabulary's phrases occur (Aho-Corasick over bytes,
/// ASCII case folded).
class PhraseScan {
public:
    explicit PhraseScan(const std::vector<std::string>& phrases) {
        nodes_.emplace_back();
        for (const auto& phrase : phrases) {
            std::size_t node = 0;
            for (const char c : phrase) {
                auto& next = nodes_[node].next[fold(c)];
                if (next == 0) {
                    next = static_cast<std::uint32_t>(nodes_.size());
                    nodes_.emplace_back();
                }
                node = nodes_[node].next[fold(c)];
            }
            nodes_[node].hits = 1;
        }
        std::deque<std::uint32_t> queue;
        std::vector<std::uint32_t> fail(nodes_.size(), 0);
        for (const auto child : nodes_[0].next) {
            if (child != 0) {
                queue.push_back(child);
            }
        }
        while (!queue.empty()) {
            const auto node = queue.front();
            queue.pop_front();
            nodes_[node].hits += nodes_[fail[node]].hits;
            for (std::size_t c = 0; c < 256; ++c) {
                const auto child = nodes_[node].next[c];
                if (child != 0) {
                    fail[child] = nodes_[fail[node]].next[c];
                    queue.push_back(child);
                } else {
                    nodes_[node].next[c] = nodes_[fail[node]].next[c];
                }
            }
        }
    }

    [[nodiscard]] std::size_t count(std::string_view text) const {
        std::size_t hits = 0;
        std::uint32_t node = 0;
        for (const char c : text) {
            node = nodes_[node].next[fold(c)];
            hits += nodes_[node].hits;
        }
        return hits;
    }

private:
    struct Node {
        std::array<std::uint32_t, 256> next{};
        std::uint32_t hits = 0;
    };
    static std::size_t fold(char c) {
        return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    std::vector<Node> nodes_;
};

void collect_phrases(const core::Json& json, std::vector<std::string>& phrases) {
    if (json.is_string()) {
        const auto& text = json.get_ref<const std::string&>();
        if (text.size() >= 4 && text.size() <= 40) {
            phrases.push_back(text);
        }
    } else if (json.is_structured()) {
        for (const auto& item : json) {
            collect_phrases(item, phrases);
        }
    }
}

/// One text of at least `size` bytes out of the notes' own.
std::string joined_texts(const std::vector<notes::Note>& notes, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) {
        text.append(notes[i % notes.size()].text).push_back('\n');
    }
    return text;
}

}  // namespace

void bench_reading(const bridge::Knowledge& knowledge, std::size_t notes_count, int rounds) {
    const auto notes = make_notes(notes_count, notes_count);
    const auto* profile = knowledge.route("twente");
    const auto ladder = bridge::ladder_of(*profile);
    const auto context = reading_context(knowledge, *profile, ladder);

    std::vector<std::string> phrases;
    for (const auto& entry :
         std::filesystem::directory_iterator(MELDBRUG_SOURCE_DIR "/notes-schema/vocabulary/nl")) {
        collect_phrases(*core::read_json_file(entry.path()), phrases);
    }
    const PhraseScan scan(phrases);

    std::size_t bytes = 0;
    for (const auto& note : notes) {
        bytes += note.text.size();
    }
    std::size_t seen = 0;
    const auto read_all = [&] {
        for (const auto& note : notes) {
            seen += reading::read(note, context).actions.size();
        }
    };
    const double read_seconds = median_seconds(rounds, read_all);
    const std::size_t before = allocations_of_this_thread();
    read_all();
    const std::size_t allocated = allocations_of_this_thread() - before;
    std::size_t hits = 0;
    const double scan_seconds = median_seconds(rounds, [&] {
        for (const auto& note : notes) {
            hits += scan.count(note.text);
        }
    });
    const auto count = static_cast<double>(notes.size());
    print_figure("read", count / read_seconds, "notes/s", "phrase scan of the same texts",
                 count / scan_seconds,
                 {{"ns_per_note", read_seconds / count * 1e9},
                  {"mb_per_s", static_cast<double>(bytes) / read_seconds / 1e6},
                  {"bytes_per_note", static_cast<double>(bytes) / count},
                  {"allocations_per_note", static_cast<double>(allocated) / count},
                  {"phrases_in_scan", phrases.size()},
                  {"actions_seen", seen > 0},
                  {"phrase_hits", hits > 0}});

    // Linear in the length of one note: a byte of the longest costs what a byte of the usual costs.
    constexpr std::size_t longest = 10'000'000;
    notes::Note one = notes.front();
    one.text = joined_texts(notes, longest);
    const double long_seconds =
        median_seconds(rounds, [&] { seen += reading::read(one, context).actions.size(); });
    const auto length = static_cast<double>(one.text.size());
    print_figure("read, one note of 10 MB", long_seconds / length * 1e9, "ns/byte",
                 "notes of the usual length", read_seconds / static_cast<double>(bytes) * 1e9,
                 {{"notes_per_s", 1.0 / long_seconds}, {"mb_per_s", length / long_seconds / 1e6}});
}

}  // namespace meldbrug::bench
