/// \file
/// Names of people taken out of texts that leave the school.
///
/// Each person whose name is known becomes a number, by the order in which they are met: one person
/// is the same number throughout one document, and tells nothing beside another. A name that two
/// people have becomes a word without a number. What is not known stays: a person reads the text
/// before it is given away. Where a name is also a word ("Roos", "Wil") the word goes too: a text
/// that reads badly is mended, a child that is named is not.
///
/// Shape:    names and texts are UTF-8; compared without case and accents (utf8proc).
/// Errors:   none.
/// Privacy:  holds names; nothing here logs.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::cli {

class Masking {
public:
    /// What stands in a name's place; without a number when it may be one of several people.
    using Saying = std::function<std::string(std::optional<std::size_t> number)>;

    /// \param particles  words of a surname that are nobody's name alone ("van de"), in a row
    Masking(Saying saying, std::string_view particles);

    /// Of a name: all of it, its first name, and each other part of it that begins with a capital.
    /// Behind a comma comes the first name: "Vries, Sem de".
    void add(std::string_view name);
    /// A name that stays, and its parts, also where others have them too.
    void keep(std::string_view name);
    /// All of a name and a first name go in any case, and with an s behind it ("Sems moeder");
    /// a surname, and what has two letters, only with a capital: "de Jong" is no "jong kind".
    [[nodiscard]] std::string apply(std::string_view text);

private:
    using Words = std::vector<std::string>;  ///< folded
    struct Known {
        std::size_t person = 0;  ///< 0: several
        bool any_case = true;
    };
    struct Part {
        Words words;
        bool any_case = true;
    };
    [[nodiscard]] std::vector<Part> parts_of(std::string_view name) const;
    [[nodiscard]] std::string said(std::size_t person);

    Saying saying_;
    std::set<std::string> particles_;
    std::map<Words, Known> names_;
    std::set<Words> kept_;
    std::size_t longest_ = 1, people_ = 0;
    std::map<std::size_t, std::size_t> numbers_;  ///< by person
};

}  // namespace meldbrug::cli
