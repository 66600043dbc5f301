/// \file
/// The measurements: each prints its figures. Sizes are arguments, so that a test can run them
/// small.
#pragma once

#include "meldbrug/bridge/knowledge.hpp"
#include "meldbrug/notes/note.hpp"
#include "meldbrug/reading/reader.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace meldbrug::bench {

/// Invented notes of about 400 bytes, six a pupil, over a school year.
std::vector<notes::Note> make_notes(std::size_t count, std::size_t pupils);

reading::ReadingContext reading_context(const bridge::Knowledge& knowledge,
                                        const route::Profile& profile,
                                        const reading::Ladder& ladder);

void bench_reading(const bridge::Knowledge& knowledge, std::size_t notes, int rounds);
void bench_evaluation(const bridge::Knowledge& knowledge, std::size_t dossiers, int rounds);
void bench_import(const bridge::Knowledge& knowledge, std::size_t notes, int rounds);
/// Fills a MariaDB of its own with notes of Gibbon.
void bench_gibbon(std::size_t notes, int rounds);
/// Starts the program `server` over a store of `dossiers` and asks it as 32 browsers would.
void bench_serving(const bridge::Knowledge& knowledge, const std::filesystem::path& server,
                   std::size_t dossiers, int seconds);

}  // namespace meldbrug::bench
