/// \file
/// Runs the built program as a person would, and keeps what it said.
#pragma once

#include "support/shell.hpp"

namespace meldbrug::test {

/// \param before  shell words before the program: "ulimit -f 64;"
inline Ran run_program(const std::vector<std::string>& arguments, const std::string& input = "",
                       const std::string& before = "") {
    std::string command = before + " timeout 120 " + quoted(MELDBRUG_BIN);
    for (const auto& argument : arguments) {
        command += " " + quoted(argument);
    }
    return run_shell(command, input);
}

/// What an export of notes begins with.
inline constexpr const char* export_header =
    "Id;Leerlingnummer;Naam;Groep;Datum;Categorie;Titel;Notitie\n";

}  // namespace meldbrug::test
