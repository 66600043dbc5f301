/// \file
/// Names of people taken out of a text that leaves the school.
///
/// What is known is taken out, what is not stays: a person reads the text before it is given away.
///
/// Errors:   none.
/// Privacy:  holds names; nothing here logs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace meldbrug::cli {

class Masking {
public:
    /// A name and each of its capitalised parts of three letters or more: "Sem de Vries" is also
    /// "Sem" and "Vries".
    void add(std::string_view name);
    /// Each whole word that is such a name, in capitals as the name has them ("Roos", not "roos"),
    /// becomes `instead`.
    [[nodiscard]] std::string apply(std::string_view text, std::string_view instead) const;

private:
    std::vector<std::string> names_;  ///< the longest first
};

}  // namespace meldbrug::cli
