#include "adapters/folder/columns.hpp"

#include "adapters/folder/byte_window.hpp"
#include "adapters/folder/values.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace meldbrug::adapters::folder {

namespace {

using core::Error;
using core::ErrorCode;

enum Field : std::size_t {
    id,
    pupil,
    date,
    text,
    title,
    category,
    author,
    role,
    recorded_at,
    deleted,
    school,
    name,
    group,
    birth_date
};

struct KnownColumn {
    std::string_view field;
    /// Names that exports use, in the form of `plain_word`, the surest first.
    std::string_view names;
};

constexpr std::array<KnownColumn, 14> known_columns = {{
    {"id", "id notitieid notitienummer notitienr noteid"},
    {"pupil",
     "pupil leerlingnummer leerlingnr leerlingid llnr stamnummer administratienummer pupilid "
     "leerling"},
    {"date", "date datum notitiedatum datumnotitie datumgebeurtenis"},
    {"text",
     "text tekst notitie notitietekst inhoud omschrijving beschrijving opmerking opmerkingen "
     "verslag note"},
    {"title", "title titel onderwerp kop notitietitel"},
    {"category", "category categorie notitiecategorie rubriek"},
    {"author",
     "author authorid auteur medewerker ingevoerddoor geschrevendoor aangemaaktdoor door"},
    {"role", "role authorrole rol functie functieauteur"},
    {"recorded_at", "recordedat ingevoerdop vastgelegdop aangemaaktop invoerdatum"},
    {"deleted", "deleted verwijderd"},
    {"school", "school brin vestiging"},
    {"name", "name naam leerlingnaam naamleerling"},
    {"group", "group groep klas stamgroep"},
    {"birth_date", "birthdate geboortedatum"},
}};

/// Position of a word in a list of words parted by spaces; nothing when it is not there.
std::optional<std::size_t> rank_of(std::string_view word, std::string_view words) {
    std::size_t rank = 0;
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        if (words.substr(0, end) == word) {
            return rank;
        }
        words.remove_prefix(std::min(end + 1, words.size()));
        ++rank;
    }
    return std::nullopt;
}

std::vector<std::string> header_names(const CsvRow& header, bool declared_utf8) {
    std::vector<std::string> names;
    for (const CsvField& field : header.fields) {
        names.push_back(text_from(field.bytes(), declared_utf8).value_or(std::string{}));
    }
    return names;
}

std::optional<std::size_t> column_named(std::string_view wanted,
                                        const std::vector<std::string>& names) {
    const std::string word = plain_word(wanted);
    const auto found = std::ranges::find_if(
        names, [&word](const std::string& other) { return plain_word(other) == word; });
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<std::size_t>(found - names.begin()));
}

std::optional<std::size_t> usual_column(const KnownColumn& known,
                                        const std::vector<std::string>& names) {
    std::optional<std::size_t> best;
    std::size_t best_rank = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto rank = rank_of(plain_word(names[i]), known.names);
        if (rank && (!best || *rank < best_rank)) {
            best = i;
            best_rank = *rank;
        }
    }
    return best;
}

/// The header, to be shown: names of columns when at least one is known, so that it is a header and
/// not somebody's data.
std::string shown_header(const std::vector<std::string>& names, bool any_known) {
    if (!any_known) {
        return "the first line has " + std::to_string(names.size()) +
               " columns and none of a known name";
    }
    // Enough to recognise the export by, in one line.
    constexpr std::size_t most_columns = 20;
    constexpr std::size_t most_bytes = 40;
    std::string shown = "the header has:";
    for (std::size_t i = 0; i < std::min(names.size(), most_columns); ++i) {
        std::string word;
        for (const char byte : names[i].substr(0, most_bytes)) {
            word.push_back(byte >= 0 && byte < ' ' ? ' ' : byte);
        }
        shown.append(i == 0 ? " " : ", ").append(word);
    }
    return shown;
}

Error missing_column(std::string_view field, const Settings& settings, const std::string& header) {
    const auto mapped = settings.columns.find(std::string(field));
    const std::string wanted = mapped == settings.columns.end()
                                   ? "no column for '" + std::string(field) + "'"
                                   : "no column '" + mapped->second +
                                         "', which 'columns' gives for '" + std::string(field) +
                                         "'";
    return {ErrorCode::invalid_input,
            wanted + "; " + header + "; name it under 'columns' of the configuration"};
}

}  // namespace

bool is_column_field(std::string_view field) {
    return std::ranges::find(known_columns, field, &KnownColumn::field) != known_columns.end();
}

std::string column_fields() {
    std::string all;
    for (const KnownColumn& known : known_columns) {
        all.append(all.empty() ? "" : ", ").append(known.field);
    }
    return all;
}

core::Result<Columns> Columns::from_header(const CsvRow& header, const Settings& settings,
                                           bool declared_utf8) {
    Columns columns;
    columns.declared_utf8_ = declared_utf8;
    columns.width_ = header.fields.size();
    const std::vector<std::string> names = header_names(header, declared_utf8);
    bool any_known = false;
    for (std::size_t field = 0; field < field_count; ++field) {
        const auto mapped = settings.columns.find(std::string(known_columns[field].field));
        columns.indexes_[field] = mapped == settings.columns.end()
                                      ? usual_column(known_columns[field], names)
                                      : column_named(mapped->second, names);
        any_known = any_known || columns.indexes_[field].has_value();
    }
    for (std::size_t field = 0; field < field_count; ++field) {
        const bool needed = field == date || field == text ||
                            (field == pupil && settings.pupil.empty()) ||
                            settings.columns.contains(std::string(known_columns[field].field));
        if (needed && !columns.indexes_[field]) {
            return missing_column(known_columns[field].field, settings,
                                  shown_header(names, any_known));
        }
    }
    return columns;
}

/// The field's text; empty without such a column; nothing when its bytes are no text.
std::optional<std::string> Columns::value(const CsvRow& row, std::size_t field) const {
    const auto index = indexes_[field];
    if (!index || *index >= row.fields.size()) {
        return std::string{};
    }
    return text_from(row.fields[*index].bytes(), declared_utf8_);
}

RowNote Columns::note_of(const CsvRow& row, const Settings& settings) const {
    RowNote result;
    if (row.fields.size() != width_) {
        result.fault = notes::Fault{"", "has " + std::to_string(row.fields.size()) +
                                            " columns, the header has " + std::to_string(width_)};
        return result;
    }
    notes::Note& note = result.note;
    const std::array<std::pair<Field, std::string*>, 6> texts = {{{id, &note.id},
                                                                  {pupil, &note.pupil},
                                                                  {text, &note.text},
                                                                  {title, &note.title},
                                                                  {school, &note.school},
                                                                  {author, &note.author.id}}};
    for (const auto& [field, target] : texts) {
        auto content = value(row, field);
        if (!content) {
            result.fault = notes::Fault{std::string(known_columns[field].field),
                                        "neither UTF-8 nor Windows-1252"};
            return result;
        }
        *target = std::move(*content);
    }
    note.source = settings.source;
    note.pupil = note.pupil.empty() ? settings.pupil : note.pupil;
    note.school = note.school.empty() ? settings.school : note.school;
    note.category = settings.category;
    if (auto own = value(row, category); own && !own->empty()) {
        note.category = std::move(*own);
    }
    read_moments(row, settings, result);
    read_author(row, settings, result);
    read_facts(row, settings, result);
    if (!indexes_[id]) {
        note.id = made_id(note);
        result.made_id = true;
    }
    if (!result.fault) {
        result.fault = notes::find_fault(note);
    }
    return result;
}

void Columns::read_moments(const CsvRow& row, const Settings& settings, RowNote& result) const {
    const auto day = day_from(value(row, date).value_or(""), settings.date_format);
    if (!day) {
        result.fault = notes::Fault{
            "date",
            settings.date_format.empty()
                ? "not a day (2026-03-12 or 12-03-2026; another form goes under 'date_format')"
                : "not a day in the form of 'date_format'"};
        return;
    }
    result.note.date = *day;
    const std::string written = value(row, recorded_at).value_or("");
    if (!plain_word(written).empty()) {
        result.note.recorded_at = moment_from(written, settings.date_format);
        // A day without a time says nothing that `date` does not; anything else is a mistake worth
        // telling.
        if (!result.note.recorded_at && !day_from(written, settings.date_format)) {
            result.ignored.push_back({"recorded_at", "not a moment; the note is taken without it"});
        }
    }
    const auto withdrawn = flag_from(value(row, deleted).value_or(""));
    if (!withdrawn) {
        result.fault = notes::Fault{"deleted", "must be ja or nee"};
        return;
    }
    result.note.deleted = *withdrawn;
}

void Columns::read_author(const CsvRow& row, const Settings& settings, RowNote& result) const {
    const auto known = role_from(value(row, role).value_or(""), settings.roles);
    if (known) {
        result.note.author.role = *known;
    } else {
        result.ignored.push_back({"author.role",
                                  "unknown role; the note is taken without it; name this function "
                                  "under 'roles' of the configuration"});
    }
}

void Columns::read_facts(const CsvRow& row, const Settings& settings, RowNote& result) const {
    if (!indexes_[name] && !indexes_[group] && !indexes_[birth_date]) {
        return;
    }
    notes::PupilFacts facts;
    facts.school = result.note.school;
    facts.pupil = result.note.pupil;
    facts.name = value(row, name).value_or("");
    facts.group = value(row, group).value_or("");
    const std::string born = value(row, birth_date).value_or("");
    facts.birth_date = day_from(born, settings.date_format);
    if (!facts.birth_date && !plain_word(born).empty()) {
        result.ignored.push_back({"birth_date", "not a day; the note is taken without it"});
    }
    if (facts.name.size() <= notes::max_id_bytes && facts.group.size() <= notes::max_id_bytes) {
        result.facts = std::move(facts);
    } else {
        result.ignored.push_back(
            {"name", "name or group is too long; the note is taken without them"});
    }
}

std::string made_id(const notes::Note& note) {
    std::uint64_t hash = fnv1a({});
    // The zero byte parts the fields, so that "ab"+"c" is not "a"+"bc"; none of them can hold it.
    for (const std::string& part :
         {note.pupil, core::format_date(note.date), note.title, note.author.id}) {
        hash = fnv1a(std::string_view("\0", 1), fnv1a(part, hash));
    }
    std::array<char, 24> digits{};
    const int length = std::snprintf(digits.data(), digits.size(), "%016llx",
                                     static_cast<unsigned long long>(hash));
    return {digits.data(), static_cast<std::size_t>(length)};
}

}  // namespace meldbrug::adapters::folder
