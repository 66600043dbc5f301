/// \file
/// What `read` and `evaluate` share: notes as JSON Lines from a file or standard input, read by one
/// route, with no store.
///
/// Errors:   a wrong line is named on `err`, and reading goes on; it shows in the exit status.
/// Threads:  one thread.
#pragma once

#include "wiring.hpp"

#include "meldbrug/notes/note_json.hpp"
#include "meldbrug/reading/reader.hpp"

#include <functional>
#include <memory>
#include <string>

namespace meldbrug::cli {

class NoteStream {
public:
    static core::Result<NoteStream> open(const std::string& route, const InputFile& file,
                                         const CommonOptions& common, Console console);

    [[nodiscard]] const bridge::Knowledge& knowledge() const { return *knowledge_; }
    [[nodiscard]] const route::Profile& route() const { return *route_; }
    /// Valid as long as the stream.
    [[nodiscard]] reading::ReadingContext reading_context() const;

    /// Gives every item to `take`. \return the exit status of the contract
    int for_each(notes::PupilNeed need, Console console,
                 const std::function<void(notes::Item)>& take);

private:
    NoteStream(std::unique_ptr<bridge::Knowledge> knowledge, const route::Profile& route,
               Input input);

    std::unique_ptr<bridge::Knowledge> knowledge_;
    const route::Profile* route_;
    reading::Ladder ladder_;
    Input input_;
};

}  // namespace meldbrug::cli
