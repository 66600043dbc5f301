/// \file
/// Routes as a table that a spreadsheet in Dutch opens right (CSV as RFC 4180 has it, but with the
/// semicolon and the byte order mark by which Excel knows such a file): one row for each step,
/// finding and term.
///
/// A cell that a spreadsheet would take for a formula begins with an apostrophe, so that nothing a
/// note or a name holds is ever run.
#pragma once

#include "meldbrug/bridge/bridge.hpp"

#include <iosfwd>
#include <vector>

namespace meldbrug::cli {

void write_csv(std::ostream& out, const std::vector<bridge::PupilView>& pupils,
               const bridge::Knowledge& knowledge);

}  // namespace meldbrug::cli
