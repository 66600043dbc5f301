#include "compiled_vocabulary.hpp"
#include "phrase_forms.hpp"
#include "seen_patterns.hpp"
#include "tokens.hpp"

#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace meldbrug::reading {

namespace {

using core::Error;
using core::ErrorCode;
using core::Json;

constexpr std::array<std::pair<std::string_view, Grammar>, static_cast<std::size_t>(Grammar::count)>
    grammar_names{{
        {"negation", Grammar::negation},
        {"negated_noun", Grammar::negated_noun},
        {"not_yet", Grammar::not_yet},
        {"neutral", Grammar::neutral},
        {"modal", Grammar::modal},
        {"passive_present", Grammar::passive_present},
        {"plan", Grammar::plan},
        {"future_time", Grammar::future_time},
        {"condition", Grammar::condition},
        {"consequence", Grammar::consequence},
        {"failed", Grammar::failed},
        {"say", Grammar::say},
        {"hearsay", Grammar::hearsay},
        {"recital", Grammar::recital},
        {"decide", Grammar::decide},
        {"boundary", Grammar::boundary},
        {"subordinate", Grammar::subordinate},
        {"purpose", Grammar::purpose},
        {"purpose_mark", Grammar::purpose_mark},
        {"conjunction", Grammar::conjunction},
        {"doubt", Grammar::doubt},
        {"preposition", Grammar::preposition},
        {"recipient", Grammar::recipient},
        {"agent", Grammar::agent},
        {"subject_pronoun", Grammar::subject_pronoun},
        {"object_pronoun", Grammar::object_pronoun},
        {"verb_done", Grammar::verb_done},
        {"verb_present", Grammar::verb_present},
        {"verb_infinitive", Grammar::verb_infinitive},
        {"support_done", Grammar::support_done},
        {"advice", Grammar::advice},
        {"adopt", Grammar::adopt},
        {"heading_plan", Grammar::heading_plan},
        {"abbreviation", Grammar::abbreviation},
        {"parent", Grammar::parent},
        {"pupil", Grammar::pupil},
        {"agency", Grammar::agency},
        {"staff", Grammar::staff},
        {"third", Grammar::third},
        {"we", Grammar::we},
        {"question", Grammar::question},
        {"yes", Grammar::yes},
        {"no", Grammar::no},
        {"framework", Grammar::framework},
        {"step_word", Grammar::step_word},
        {"through", Grammar::through},
        {"both", Grammar::both},
        {"named_open", Grammar::named_open},
        {"named_done", Grammar::named_done},
        {"attended", Grammar::attended},
        {"from_start", Grammar::from_start},
        {"correction", Grammar::correction},
        {"given_up", Grammar::given_up},
        {"moved_to", Grammar::moved_to},
        {"exercise", Grammar::exercise},
        {"could", Grammar::could},
        {"either", Grammar::either},
        {"partner", Grammar::partner},
        {"said", Grammar::said},
        {"self", Grammar::self},
        {"whether", Grammar::whether},
        {"auxiliary", Grammar::auxiliary},
        {"person", Grammar::person},
        {"pupil_self", Grammar::pupil_self},
    }};

enum class FieldKind : std::uint8_t { name, names, flag, number };

/// The fields of a pattern. A school reads what they mean at the head of patterns.json.
constexpr std::array<std::pair<std::string_view, FieldKind>, 30> pattern_fields{{
    {"action", FieldKind::name},        {"mark", FieldKind::name},
    {"alarm", FieldKind::name},         {"hint", FieldKind::name},
    {"term", FieldKind::name},          {"step", FieldKind::name},
    {"with", FieldKind::name},          {"need", FieldKind::names},
    {"near", FieldKind::names},         {"context", FieldKind::names},
    {"not", FieldKind::names},          {"not_near", FieldKind::names},
    {"not_note", FieldKind::names},     {"not_around", FieldKind::names},
    {"free", FieldKind::names},         {"not_subject", FieldKind::names},
    {"not_doer", FieldKind::names},     {"bare", FieldKind::name},
    {"present", FieldKind::name},       {"state", FieldKind::name},
    {"firm", FieldKind::flag},          {"when_denied", FieldKind::flag},
    {"future_counts", FieldKind::flag}, {"literal", FieldKind::flag},
    {"in_condition", FieldKind::flag},  {"dated", FieldKind::flag},
    {"certain", FieldKind::flag},       {"strength", FieldKind::number},
    {"reach", FieldKind::number},       {"within", FieldKind::number},
}};

/// The first column of tables.
template <class... Table>
constexpr auto names_of(const Table&... tables) {
    std::array<std::string_view, (std::tuple_size_v<Table> + ...)> names{};
    auto out = names.begin();
    ((out = std::transform(tables.begin(), tables.end(), out,
                           [](const auto& entry) { return entry.first; })),
     ...);
    return names;
}
/// What a pattern can give: one of these.
constexpr std::array<std::string_view, 6> gifts{"action", "mark", "alarm", "hint", "term", "step"};
constexpr auto pattern_field_names = names_of(pattern_fields);
/// In the order of `Pattern::exclusions`.
constexpr std::array<std::string_view, Pattern::exclusions.size()> exclusion_fields{
    "not", "not_near", "not_note", "not_around", "not_subject", "not_doer"};

/// Sections that are lists of concepts, each a set of the vocabulary.
using Compiled = Vocabulary::Compiled;
constexpr std::array<std::pair<std::string_view, Concepts Compiled::*>, 15> concept_lists{
    {{"case_note", &Compiled::of_case},
     {"no_case_note", &Compiled::of_no_case},
     {"help_words", &Compiled::of_help},
     {"begin_words", &Compiled::of_begin},
     {"call_words", &Compiled::of_call},
     {"later_words", &Compiled::of_later},
     {"asking_words", &Compiled::of_asking},
     {"state_words", &Compiled::of_state},
     {"own_ladder", &Compiled::of_own_ladder},
     {"other_ladder", &Compiled::of_other_ladder},
     {"about_words", &Compiled::of_about},
     {"no_sign_words", &Compiled::of_no_sign},
     {"contrast_words", &Compiled::of_contrast},
     {"you_words", &Compiled::of_you},
     {"behalf_words", &Compiled::of_behalf}}};

/// What else a file may hold; notes-schema/README.md says what each is for.
constexpr std::array<std::string_view, 24> other_sections{
    "about",       "concepts",    "verbs",    "grammar",     "also",        "role_of",
    "step_of",     "act_of_step", "acts",     "takes_steps", "label_words", "mail",
    "transparent", "participle",  "patterns", "others_may",  "about_case",  "known_only",
    "part_of",     "about_doubt", "never",    "right_words", "slips",       "ladder_of"};
constexpr auto sections = [] {
    constexpr auto lists = names_of(concept_lists);
    std::array<std::string_view, other_sections.size() + lists.size()> all{};
    std::copy(lists.begin(), lists.end(),
              std::copy(other_sections.begin(), other_sections.end(), all.begin()));
    return all;
}();

/// What the program itself speaks of: its names in the section `acts`.
using Names = Vocabulary::Compiled::Names;
constexpr std::array<std::pair<std::string_view, std::optional<core::ActionId> Names::*>, 12>
    named_acts{{{"signals", &Names::signals},
                {"parent_talk", &Names::parent_talk},
                {"parents_told", &Names::parents_told},
                {"team", &Names::team},
                {"weighing", &Names::weighing},
                {"framework", &Names::framework},
                {"evaluated", &Names::evaluated},
                {"help", &Names::help},
                {"help_term", &Names::help_term},
                {"director", &Names::director},
                {"waived", &Names::waived},
                {"report", &Names::report}}};
constexpr std::array<std::pair<std::string_view, std::optional<core::StepId> Names::*>, 3>
    named_steps{
        {{"consult", &Names::consult}, {"weigh", &Names::weigh}, {"follow", &Names::follow}}};
constexpr std::array<std::pair<std::string_view, std::optional<core::RoleId> Names::*>, 1>
    named_roles{{{"director_role", &Names::director_role}}};

constexpr auto act_names = names_of(named_acts, named_steps, named_roles);

constexpr std::array<std::pair<std::string_view, std::vector<std::string> Shapes::*>, 4>
    participle_parts{{{"prefixes", &Shapes::prefixes},
                      {"suffixes", &Shapes::suffixes},
                      {"past", &Shapes::past},
                      {"past_suffixes", &Shapes::past_suffixes}}};

/// Loads file by file; names may be used before they are defined, so words and patterns are
/// resolved at the end.
class Loader {
public:
    explicit Loader(const core::Catalogue& catalogue) : catalogue_(catalogue) {
        for (const auto& [name, id] : grammar_names) {
            ids_.emplace(std::string(name), static_cast<std::size_t>(id));
        }
    }

    core::Status load(const std::vector<std::pair<std::string, Json>>& files,
                      Vocabulary::Compiled& out) {
        for (const auto& [name, json] : files) {
            if (core::Status status = declare(name, json); !status) {
                return status;
            }
        }
        implied_.resize(count());
        for (const auto& [name, json] : files) {
            for (const auto& part : {&Loader::imply, &Loader::declare_lists}) {
                if (core::Status status = (this->*part)(name, json); !status) {
                    return status;
                }
            }
        }
        phrases_of_.resize(count());
        out.role_of_concept.resize(count());
        out.step_of_concept.resize(count());
        out.takes_steps.resize(catalogue_.action_count());
        out.about_case.resize(catalogue_.action_count());
        out.about_doubt.resize(catalogue_.action_count());
        out.others_may.resize(catalogue_.action_count());
        out.part_of.resize(catalogue_.action_count());
        out.act_of_step.resize(core::StepSet::capacity);
        never_.resize(catalogue_.action_count());
        for (const auto& [name, json] : files) {
            for (const auto& part :
                 {&Loader::add_words, &Loader::add_verbs, &Loader::add_roles, &Loader::add_steps,
                  &Loader::add_ladders, &Loader::add_action_lists, &Loader::add_label_words,
                  &Loader::add_step_acts, &Loader::add_others, &Loader::add_parts,
                  &Loader::add_case_words, &Loader::add_mail_heads, &Loader::add_shapes,
                  &Loader::add_acts, &Loader::add_patterns, &Loader::add_never,
                  &Loader::add_right_words, &Loader::add_slips}) {
                if (core::Status status = (this->*part)(name, json, out); !status) {
                    return status;
                }
            }
        }
        exclude(out);
        for (const auto& [name, json] : files) {
            for (const auto& part : {&Loader::all_asked_for, &Loader::all_known}) {
                if (core::Status status = (this->*part)(name, json, out); !status) {
                    return status;
                }
            }
        }
        out.phrases.words().each([&](std::string_view word) { out.spelling.add(word); });
        out.spelling.close();
        see_through(out);
        settle_doers(out);
        out.concept_names.resize(count());
        for (const auto& [name, number] : ids_) {
            out.concept_names[number] = name;
        }
        out.pattern_index = PatternIndex(out.patterns, phrases_of_);
        return core::Done{};
    }

private:
    static Error bad(std::string_view file, std::string_view field, std::string_view reason) {
        return {ErrorCode::invalid_config,
                "field '" + std::string(field) + "': " + std::string(reason), std::string(file)};
    }

    /// "section/name", for errors.
    static std::string field_of(std::string_view section, std::string_view name) {
        return std::string(section).append("/").append(name);
    }

    /// An object with no member but these: one that nobody reads would look as if it did something.
    /// \param field  where it stands; empty for the file
    static core::Status object_of(std::string_view file, std::string_view field, const Json& json,
                                  std::span<const std::string_view> known) {
        if (!json.is_object()) {
            return bad(file, field, "must be an object {...}");
        }
        if (const auto unknown = core::unknown_member(json, known)) {
            return bad(file, field.empty() ? unknown->name : field_of(field, unknown->name),
                       unknown->reason);
        }
        return core::Done{};
    }

    /// Calls `each(name, value)` for the members of a section; a file may leave the section out.
    template <class Each>
    static core::Status members(const std::string& file, const Json& json, std::string_view section,
                                std::string_view of, Each each) {
        const Json* part = core::find(json, section);
        if (part == nullptr) {
            return core::Done{};
        }
        if (!part->is_object()) {
            return bad(file, section, std::string("must be an object of ").append(of));
        }
        for (const auto& [name, value] : part->items()) {
            if (core::Status status = each(name, value); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    /// Calls `each(entry)` for the entries of a section that is a list.
    template <class Each>
    static core::Status entries(const std::string& file, const Json& json, std::string_view section,
                                std::string_view of, Each each) {
        const Json* list = core::find(json, section);
        if (list == nullptr) {
            return core::Done{};
        }
        if (!list->is_array()) {
            return bad(file, section, std::string("must be a list of ").append(of));
        }
        for (const Json& entry : *list) {
            if (core::Status status = each(entry); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    // What a name in a file stands for; nothing when it is no name, or one that nobody knows.
    [[nodiscard]] std::optional<std::size_t> id(std::string_view name) const {
        const auto found = ids_.find(std::string(name));
        return found == ids_.end() ? std::nullopt : std::optional(found->second);
    }
    [[nodiscard]] std::optional<std::size_t> concept_named(const Json& name) const {
        return name.is_string() ? id(name.get_ref<const std::string&>()) : std::nullopt;
    }
    [[nodiscard]] std::optional<core::ActionId> action_named(const Json& name) const {
        return name.is_string() ? catalogue_.action(name.get_ref<const std::string&>())
                                : std::nullopt;
    }
    [[nodiscard]] std::optional<core::StepId> step_named(const Json& name) const {
        return name.is_string() ? catalogue_.step(name.get_ref<const std::string&>())
                                : std::nullopt;
    }
    [[nodiscard]] std::optional<core::RoleId> role_named(const Json& name) const {
        return name.is_string() ? catalogue_.role(name.get_ref<const std::string&>())
                                : std::nullopt;
    }

    [[nodiscard]] std::size_t count() const {
        return static_cast<std::size_t>(Grammar::count) + own_;
    }

    core::Status declare(const std::string& file, const Json& json) {
        if (core::Status status = object_of(file, "", json, sections); !status) {
            return status;
        }
        for (const std::string_view section : {"concepts", "verbs"}) {
            const auto declare_one = [&](const std::string& name, const Json&) -> core::Status {
                if (ids_.contains(name)) {
                    return core::Done{};
                }
                if (count() >= concept_limit) {
                    return bad(file, section,
                               "too many concepts; " + std::to_string(concept_limit) + " fit");
                }
                ids_.emplace(name, count());
                ++own_;
                return core::Done{};
            };
            if (core::Status status = members(file, json, section, "name → words", declare_one);
                !status) {
                return status;
            }
        }
        return core::Done{};
    }

    core::Status imply(const std::string& file, const Json& json) {
        return members(file, json, "also", "concept → concepts",
                       [&](const std::string& name, const Json& others) -> core::Status {
                           const std::string field = field_of("also", name);
                           const auto concept_id = id(name);
                           if (!concept_id) {
                               return bad(file, field, "no such concept");
                           }
                           if (!others.is_array()) {
                               return bad(file, field, "must be a list of concepts");
                           }
                           for (const Json& other : others) {
                               const auto other_id = concept_named(other);
                               if (!other_id) {
                                   return bad(file, field, "names a concept that does not exist");
                               }
                               implied_[*concept_id].insert(*other_id);
                           }
                           return core::Done{};
                       });
    }

    /// A concept that nothing asks for means nothing: its name is a typing error ("smv" for "smw").
    core::Status all_asked_for(const std::string& file, const Json& json,
                               const Vocabulary::Compiled& out) const {
        const Concepts asked = asked_for(out);
        return members(file, json, "concepts", "name → words",
                       [&](const std::string& name, const Json&) -> core::Status {
                           if (asked.has(*id(name))) {
                               return core::Done{};
                           }
                           return bad(
                               file, field_of("concepts", name),
                               "nothing asks for this concept: take the name of one that there is, "
                               "use it in patterns, also, role_of or step_of, or list it in "
                               "known_only");
                       });
    }

    [[nodiscard]] Concepts asked_for(const Vocabulary::Compiled& out) const {
        Concepts asked = out.with_role | out.with_step | transparent_ | known_only_;
        for (const auto& [section, list] : concept_lists) {
            asked |= out.*list;
        }
        for (std::size_t i = 0; i < count(); ++i) {
            // The grammar's own, and what stands for them or for others.
            if (i < static_cast<std::size_t>(Grammar::count) || !implied_[i].empty()) {
                asked.insert(i);
            }
        }
        for (const Pattern& pattern : out.patterns) {
            for (const auto* needs : {&pattern.need, &pattern.near, &pattern.context}) {
                for (const Concepts& need : *needs) {
                    asked |= need;
                }
            }
            asked |= pattern.free;
            for (const auto excluded : Pattern::exclusions) {
                asked |= pattern.*excluded;
            }
        }
        return asked;
    }

    /// The concept and what it implies, to any depth: a bit that is set is never walked again.
    void close(std::size_t concept_id, Concepts& set) const {
        if (set.has(concept_id)) {
            return;
        }
        set.insert(concept_id);
        implied_[concept_id].for_each([&](std::size_t other) { close(other, set); });
    }

    core::Status add_phrases(const std::string& file, const std::string& field, const Json& words,
                             const Concepts& concepts, Vocabulary::Compiled& out) {
        if (!words.is_array()) {
            return bad(file, field, "must be a list of words");
        }
        for (const Json& word : words) {
            if (!word.is_string()) {
                return bad(file, field, "must hold words only");
            }
            const auto& written = word.get_ref<const std::string&>();
            const auto forms = written_out(written);
            if (!forms) {
                return bad(file, field, "'" + written + "' " + forms.error().message);
            }
            concepts.for_each(
                [&](std::size_t concept_id) { phrases_of_[concept_id] += forms->size(); });
            for (const std::string& form : *forms) {
                if (core::Status status = add_phrase(file, field, form, concepts, out); !status) {
                    return status;
                }
            }
        }
        return core::Done{};
    }

    core::Status add_phrase(const std::string& file, const std::string& field,
                            const std::string& phrase, const Concepts& concepts,
                            Vocabulary::Compiled& out) {
        const auto halves = halves_of(phrase);
        if (!halves) {
            return bad(file, field, "'" + phrase + "' " + halves.error().message);
        }
        const Tokens head(halves->head);
        const Tokens tail(halves->tail);
        std::vector<std::string_view> folded;
        for (const Token& token : head) {
            folded.push_back(token.folded);
        }
        if (folded.empty()) {
            return bad(file, field, "holds an empty word");
        }
        if (!tail.empty()) {
            GappedPhrases::Phrase gapped;
            for (const Token& token : head) {
                gapped.head.push_back(out.phrases.intern(token.folded));
            }
            for (const Token& token : tail) {
                gapped.tail.push_back(out.phrases.intern(token.folded));
            }
            gapped.concepts = concepts;
            out.gapped.add(std::move(gapped));
            return core::Done{};
        }
        if (in_capitals(phrase)) {
            out.capitals.add(folded, concepts);
            return core::Done{};
        }
        out.phrases.add(folded, concepts);
        if (folded.size() > 1 && concepts.intersects(transparent_)) {
            phrases_.emplace_back(folded.begin(), folded.end());
        }
        return core::Done{};
    }

    /// Concepts whose phrases also mean what their words mean ("de melding van gisteren" is still a
    /// melding), and those that nothing asks for: their words are known, and mean nothing.
    core::Status declare_lists(const std::string& file, const Json& json) {
        for (const auto& [section, target] :
             {std::pair{"transparent", &transparent_}, std::pair{"known_only", &known_only_}}) {
            const auto add = [&, field = section, set = target](const Json& name) -> core::Status {
                const auto concept_id = concept_named(name);
                if (!concept_id) {
                    return bad(file, field, "names a concept that does not exist");
                }
                set->insert(*concept_id);
                return core::Done{};
            };
            if (core::Status status = entries(file, json, section, "concepts", add); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    void see_through(Vocabulary::Compiled& out) const {
        for (const std::vector<std::string>& phrase : phrases_) {
            Concepts inside;
            for (std::size_t i = 0; i < phrase.size();) {
                // The first word looks one short of the end, so that the phrase does not find
                // itself.
                const std::size_t end = i == 0 ? phrase.size() - 1 : phrase.size();
                const auto match = out.phrases.longest([&](std::size_t n) {
                    return i + n < end ? out.phrases.id_of(phrase[i + n]) : WordId{0};
                });
                if (match.length > 0) {
                    inside |= *match.concepts;
                }
                i += std::max<std::size_t>(match.length, 1);
            }
            out.phrases.add({phrase.begin(), phrase.end()}, inside);
        }
    }

    core::Status add_words(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        for (const std::string_view section : {"grammar", "concepts"}) {
            const auto add = [&](const std::string& name, const Json& words) -> core::Status {
                const std::string field = field_of(section, name);
                const auto concept_id = id(name);
                if (!concept_id) {
                    return bad(file, field, "no such role in the grammar");
                }
                Concepts set;
                close(*concept_id, set);
                return add_phrases(file, field, words, set, out);
            };
            if (core::Status status = members(file, json, section, "name → words", add); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    static std::optional<Grammar> verb_form(std::string_view name) {
        if (name == "done") {
            return Grammar::verb_done;
        }
        if (name == "present") {
            return Grammar::verb_present;
        }
        return name == "infinitive" ? std::optional(Grammar::verb_infinitive) : std::nullopt;
    }

    core::Status add_verbs(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(file, json, "verbs", "name → words",
                       [&](const std::string& name, const Json& forms) -> core::Status {
                           const std::string verb = field_of("verbs", name);
                           if (!forms.is_object()) {
                               return bad(file, verb, "must be an object of form → words");
                           }
                           for (const auto& [form_name, words] : forms.items()) {
                               const std::string field = field_of(verb, form_name);
                               const auto form = verb_form(form_name);
                               if (!form) {
                                   return bad(file, field, "a form is done, present or infinitive");
                               }
                               Concepts set;
                               close(*id(name), set);
                               set.insert(*form);
                               if (core::Status status = add_phrases(file, field, words, set, out);
                                   !status) {
                                   return status;
                               }
                           }
                           return core::Done{};
                       });
    }

    core::Status add_roles(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(
            file, json, "role_of", "concept → role",
            [&](const std::string& name, const Json& role) -> core::Status {
                const auto concept_id = id(name);
                const auto role_id = role_named(role);
                if (!concept_id || !role_id) {
                    return bad(file, field_of("role_of", name),
                               concept_id ? "no such role in the catalogue" : "no such concept");
                }
                out.role_of_concept[*concept_id].insert(*role_id);
                out.with_role.insert(*concept_id);
                return core::Done{};
            });
    }

    core::Status add_steps(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(
            file, json, "step_of", "concept → step",
            [&](const std::string& name, const Json& step) -> core::Status {
                const auto concept_id = id(name);
                const auto step_id = step_named(step);
                if (!concept_id || !step_id) {
                    return bad(file, field_of("step_of", name),
                               concept_id ? "no such step in the catalogue" : "no such concept");
                }
                out.step_of_concept[*concept_id].insert(*step_id);
                out.with_step.insert(*concept_id);
                return core::Done{};
            });
    }

    core::Status add_ladders(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(file, json, "ladder_of", "concept → ladder",
                       [&](const std::string& name, const Json& ladder) -> core::Status {
                           const auto concept_id = id(name);
                           if (!concept_id || !ladder.is_string()) {
                               return bad(file, field_of("ladder_of", name),
                                          concept_id ? "must be the id of a ladder of a profile"
                                                     : "no such concept");
                           }
                           out.words_of_ladder[ladder.get<std::string>()].insert(*concept_id);
                           out.of_other_ladder.insert(*concept_id);
                           return core::Done{};
                       });
    }

    core::Status add_action_lists(const std::string& file, const Json& json,
                                  Vocabulary::Compiled& out) {
        for (const auto& [section, target] :
             {std::pair{"takes_steps", &out.takes_steps}, std::pair{"about_case", &out.about_case},
              std::pair{"about_doubt", &out.about_doubt}}) {
            const auto add = [&, field = section, list = target](const Json& name) -> core::Status {
                const auto action = action_named(name);
                if (!action) {
                    return bad(file, field, "names an action that is not in the catalogue");
                }
                (*list)[action->value] = true;
                return core::Done{};
            };
            if (core::Status status = entries(file, json, section, "actions", add); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    core::Status add_parts(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(
            file, json, "part_of", "action → actions",
            [&](const std::string& name, const Json& wholes) -> core::Status {
                const std::string field = field_of("part_of", name);
                const auto part = action_named(name);
                if (!part || !wholes.is_array()) {
                    return bad(file, field, part ? "must be a list of actions" : "no such action");
                }
                for (const Json& whole : wholes) {
                    const auto action = action_named(whole);
                    if (!action) {
                        return bad(file, field, "names an action that is not in the catalogue");
                    }
                    out.part_of[part->value].push_back(*action);
                }
                return core::Done{};
            });
    }

    core::Status add_right_words(const std::string& file, const Json& json,
                                 Vocabulary::Compiled& out) {
        return entries(file, json, "right_words", "words", [&](const Json& word) -> core::Status {
            const Tokens tokens(word.is_string() ? word.get_ref<const std::string&>() : "");
            if (tokens.size() != 1) {
                return bad(file, "right_words", "must hold words, one by one");
            }
            out.spelling.add_right(tokens[0].folded);
            return core::Done{};
        });
    }

    core::Status add_slips(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(
            file, json, "slips", "word → its slips",
            [&](const std::string& word, const Json& slips) -> core::Status {
                const auto each = [&](const Json& slip) -> core::Status {
                    const Tokens tokens(slip.is_string() ? slip.get_ref<const std::string&>() : "");
                    if (tokens.size() != 1) {
                        return bad(file, field_of("slips", word), "must hold words, one by one");
                    }
                    out.spelling.add_slip(tokens[0].folded, word);
                    return core::Done{};
                };
                return slips.is_array() ? entries(file, Json{{word, slips}}, word, "words", each)
                                        : bad(file, field_of("slips", word), "must be a list");
            });
    }
    /// A slip of a word that nobody knows would change nothing.
    core::Status all_known(const std::string& file, const Json& json,
                           const Vocabulary::Compiled& out) const {
        return members(file, json, "slips", "word → its slips",
                       [&](const std::string& word, const Json&) -> core::Status {
                           return out.phrases.id_of(word) != 0
                                      ? core::Status(core::Done{})
                                      : bad(file, field_of("slips", word),
                                            "no phrase holds this word: take one that does");
                       });
    }

    /// What keeps an action from being shown, whichever pattern asks.
    core::Status add_never(const std::string& file, const Json& json, Vocabulary::Compiled&) {
        return members(
            file, json, "never", "action → what excludes it",
            [&](const std::string& name, const Json& excluded) -> core::Status {
                const std::string field = field_of("never", name);
                const auto action = catalogue_.action(name);
                if (!action) {
                    return bad(file, field, "no such action in the catalogue");
                }
                if (core::Status status = object_of(file, field, excluded, exclusion_fields);
                    !status) {
                    return status;
                }
                return exclusions(file, field, excluded, never_[action->value]);
            });
    }

    /// A pattern that says it is not done may ask for what excludes that it was; and what a pattern
    /// asks for does not exclude it.
    void exclude(Vocabulary::Compiled& out) const {
        for (Pattern& pattern : out.patterns) {
            if (pattern.gives != Pattern::Gives::action ||
                (pattern.state && *pattern.state != notes::ActionState::done)) {
                continue;
            }
            Concepts asked = pattern.free;
            for (const auto* needs : {&pattern.need, &pattern.near, &pattern.context}) {
                for (const Concepts& need : *needs) {
                    asked |= need;
                }
            }
            for (const auto excluded : Pattern::exclusions) {
                (never_[pattern.action.value].*excluded).for_each([&](std::size_t id) {
                    if (!asked.has(id)) {
                        (pattern.*excluded).insert(id);
                    }
                });
            }
        }
    }

    /// Who besides the school may have done an act, and it counts ("VT heeft teruggekoppeld").
    core::Status add_others(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        return members(
            file, json, "others_may", "action → who",
            [&](const std::string& name, const Json& who) -> core::Status {
                const std::string field = field_of("others_may", name);
                const auto action = catalogue_.action(name);
                if (!action || !who.is_array()) {
                    return bad(
                        file, field,
                        action ? "must be a list of concepts" : "no such action in the catalogue");
                }
                for (const Json& one : who) {
                    const auto concept_id = concept_named(one);
                    if (!concept_id || *concept_id >= static_cast<std::size_t>(Grammar::count)) {
                        return bad(file, field, "names a concept that is no role of the grammar");
                    }
                    out.others_may[action->value] |= {static_cast<Grammar>(*concept_id)};
                }
                return core::Done{};
            });
    }

    /// An act is the school's, unless the words or the action say who else may have done it.
    static void settle_doers(Vocabulary::Compiled& out) {
        for (Pattern& pattern : out.patterns) {
            if (pattern.gives != Pattern::Gives::action && !pattern.step) {
                continue;
            }
            const GrammarSet may =
                pattern.step ? GrammarSet{} : out.others_may[pattern.action.value];
            for (const Grammar who : {Grammar::parent, Grammar::third, Grammar::agency}) {
                if (!may.intersects({who})) {
                    pattern.ours |= {who};
                }
            }
            pattern.with_partner = may.intersects({Grammar::partner});
            pattern.asking = out.of_asking;
        }
    }

    core::Status add_label_words(const std::string& file, const Json& json,
                                 Vocabulary::Compiled& out) {
        return members(file, json, "label_words", "word → label of a step",
                       [&](const std::string& word, const Json& label) -> core::Status {
                           if (!label.is_string() || label.get_ref<const std::string&>().empty()) {
                               return bad(file, field_of("label_words", word),
                                          "must be a label (\"6\")");
                           }
                           out.label_of_word[word] = label.get<std::string>();
                           return core::Done{};
                       });
    }

    core::Status add_step_acts(const std::string& file, const Json& json,
                               Vocabulary::Compiled& out) {
        return members(file, json, "act_of_step", "step → action",
                       [&](const std::string& name, const Json& action_name) -> core::Status {
                           const auto step = catalogue_.step(name);
                           const auto action = action_named(action_name);
                           if (!step || !action) {
                               return bad(file, field_of("act_of_step", name),
                                          step ? "no such action in the catalogue"
                                               : "no such step in the catalogue");
                           }
                           out.act_of_step[step->value] = *action;
                           return core::Done{};
                       });
    }

    core::Status add_case_words(const std::string& file, const Json& json,
                                Vocabulary::Compiled& out) {
        for (const auto& [section, target] : concept_lists) {
            const auto add = [&, name = section, set = target](const Json& entry) -> core::Status {
                const auto concept_id = concept_named(entry);
                if (!concept_id) {
                    return bad(file, name, "names a concept that does not exist");
                }
                (out.*set).insert(*concept_id);
                return core::Done{};
            };
            if (core::Status status = entries(file, json, section, "concepts", add); !status) {
                return status;
            }
        }
        return core::Done{};
    }

    core::Status add_mail_heads(const std::string& file, const Json& json,
                                Vocabulary::Compiled& out) {
        constexpr std::array<std::pair<std::string_view, MailHead>,
                             static_cast<std::size_t>(MailHead::count)>
            names{{{"from", MailHead::from},
                   {"sent", MailHead::sent},
                   {"wrote", MailHead::wrote},
                   {"own", MailHead::own},
                   {"close", MailHead::close},
                   {"self", MailHead::self}}};
        return members(
            file, json, "mail", "what it heads → words",
            [&](const std::string& name, const Json& words) -> core::Status {
                const std::string field = field_of("mail", name);
                const auto head = std::find_if(names.begin(), names.end(), [&](const auto& entry) {
                    return entry.first == name;
                });
                if (head == names.end() || !words.is_array()) {
                    return bad(file, field,
                               head == names.end() ? "is not known" : "must be a list of words");
                }
                for (const Json& word : words) {
                    const Tokens tokens(word.is_string() ? word.get<std::string>() : std::string());
                    std::vector<std::string_view> folded;
                    for (const Token& token : tokens) {
                        folded.push_back(token.folded);
                    }
                    if (folded.empty()) {
                        return bad(file, field, "must hold words only");
                    }
                    Concepts bit;
                    bit.insert(static_cast<std::size_t>(head->second));
                    out.mail_heads.add(folded, bit);
                }
                return core::Done{};
            });
    }

    core::Status add_shapes(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        const Json* part = core::find(json, "participle");
        if (part == nullptr) {
            return core::Done{};
        }
        if (core::Status status = object_of(file, "participle", *part, names_of(participle_parts));
            !status) {
            return status;
        }
        for (const auto& [key, list] : participle_parts) {
            const Json* words = core::find(*part, key);
            if (words == nullptr) {
                continue;
            }
            if (!words->is_array()) {
                return bad(file, field_of("participle", key), "must be a list of letters");
            }
            for (const Json& word : *words) {
                if (!word.is_string()) {
                    return bad(file, field_of("participle", key), "must be a list of letters");
                }
                (out.participle.*list).push_back(word.get<std::string>());
            }
            std::sort((out.participle.*list).begin(), (out.participle.*list).end());
        }
        return core::Done{};
    }

    core::Status add_acts(const std::string& file, const Json& json, Vocabulary::Compiled& out) {
        const Json* part = core::find(json, "acts");
        if (part == nullptr) {
            return core::Done{};
        }
        for (const auto& status :
             {object_of(file, "acts", *part, act_names),
              add_named(file, *part, named_acts, &Loader::action_named, "action", out.names),
              add_named(file, *part, named_steps, &Loader::step_named, "step", out.names),
              add_named(file, *part, named_roles, &Loader::role_named, "role", out.names)}) {
            if (!status) {
                return status;
            }
        }
        return core::Done{};
    }

    template <class Table, class Id>
    core::Status add_named(const std::string& file, const Json& part, const Table& table,
                           std::optional<Id> (Loader::*named)(const Json&) const,
                           std::string_view kind, Names& out) const {
        for (const auto& [name, target] : table) {
            if (const Json* value = core::find(part, name); value != nullptr) {
                out.*target = (this->*named)(*value);
                if (!(out.*target)) {
                    return bad(file, field_of("acts", name),
                               std::string("no such ").append(kind).append(" in the catalogue"));
                }
            }
        }
        return core::Done{};
    }

    /// "a|b" → the concepts of which one must be there.
    [[nodiscard]] std::optional<Concepts> mask(std::string_view names) const {
        Concepts result;
        while (!names.empty()) {
            const std::size_t bar = names.find('|');
            const auto concept_id = id(names.substr(0, bar));
            if (!concept_id) {
                return std::nullopt;
            }
            result.insert(*concept_id);
            names = bar == std::string_view::npos ? std::string_view() : names.substr(bar + 1);
        }
        return result;
    }

    core::Status masks(const std::string& file, const std::string& field, const Json& pattern,
                       std::string_view key, std::vector<Concepts>& out) const {
        const Json* list = core::find(pattern, key);
        if (list == nullptr) {
            return core::Done{};
        }
        if (!list->is_array()) {
            return bad(file, field_of(field, key), "must be a list");
        }
        for (const Json& entry : *list) {
            const auto set =
                entry.is_string() ? mask(entry.get_ref<const std::string&>()) : std::nullopt;
            if (!set || set->empty()) {
                return bad(file, field_of(field, key), "names a concept that does not exist");
            }
            out.push_back(*set);
        }
        return core::Done{};
    }

    core::Status one_mask(const std::string& file, const std::string& field, const Json& pattern,
                          std::string_view key, Concepts& out) const {
        std::vector<Concepts> list;
        core::Status status = masks(file, field, pattern, key, list);
        for (const Concepts& set : list) {
            out |= set;
        }
        return status;
    }

    core::Status add_patterns(const std::string& file, const Json& json,
                              Vocabulary::Compiled& out) {
        const Json* list = core::find(json, "patterns");
        if (list == nullptr) {
            return core::Done{};
        }
        if (!list->is_array()) {
            return bad(file, "patterns", "must be a list");
        }
        for (std::size_t i = 0; i < list->size(); ++i) {
            if (core::Status status =
                    add_pattern(file, "patterns/" + std::to_string(i), (*list)[i], out);
                !status) {
                return status;
            }
        }
        return core::Done{};
    }

    core::Status add_pattern(const std::string& file, const std::string& field, const Json& json,
                             Vocabulary::Compiled& out) {
        if (core::Status status = fields(file, field, json); !status) {
            return status;
        }
        Pattern pattern;
        pattern.where =
            std::string(std::string_view(file).substr(file.rfind('/') + 1)) + " " + field;
        for (const auto& status :
             {what(file, field, json, pattern), needs(file, field, json, pattern),
              how(file, field, json, pattern)}) {
            if (!status) {
                return status;
            }
        }
        const std::size_t folder_end = file.rfind('/');
        if (const auto fault = seen_.fault(
                pattern, folder_end == std::string::npos ? "" : file.substr(0, folder_end))) {
            return bad(file, field, *fault);
        }
        // The patterns' numbers are 16 bits wide: far above what a person can oversee.
        if (out.patterns.size() >= 60000) {
            return bad(file, "patterns", "too many patterns");
        }
        out.patterns.push_back(std::move(pattern));
        return core::Done{};
    }

    static core::Status fields(const std::string& file, const std::string& field,
                               const Json& json) {
        if (core::Status status = object_of(file, field, json, pattern_field_names); !status) {
            return status;
        }
        for (const auto& [name, kind] : pattern_fields) {
            const Json* value = core::find(json, name);
            if (const char* fault = value == nullptr ? nullptr : misfit(*value, kind);
                fault != nullptr) {
                return bad(file, field_of(field, name), fault);
            }
        }
        return core::Done{};
    }

    /// Why that cannot be the value of such a field, or null.
    static const char* misfit(const Json& value, FieldKind kind) {
        // More than any note has words.
        constexpr std::uint64_t most = 10000;
        switch (kind) {
            case FieldKind::name:
                return value.is_string() ? nullptr : "must be a name in quotes";
            case FieldKind::names:
                return value.is_array() ? nullptr : "must be a list";
            case FieldKind::flag:
                return value.is_boolean() ? nullptr : "must be true or false";
            case FieldKind::number:
                break;
        }
        return value.is_number_unsigned() && value.get<std::uint64_t>() <= most
                   ? nullptr
                   : "must be a whole number from 0 to 10000";
    }

    core::Status what(const std::string& file, const std::string& field, const Json& json,
                      Pattern& pattern) const {
        const auto gives = std::count_if(gifts.begin(), gifts.end(), [&](std::string_view gift) {
            return core::find(json, gift) != nullptr;
        });
        if (gives != 1) {
            return bad(file, field, "must give one of: action, step, mark, alarm, hint, term");
        }
        if (const std::string_view name = core::text_or_empty(json, "action"); !name.empty()) {
            const auto action = catalogue_.action(name);
            if (!action) {
                return bad(file, field + "/action", "no such action in the catalogue");
            }
            pattern.action = *action;
        } else if (const std::string_view mark_name = core::text_or_empty(json, "mark");
                   !mark_name.empty()) {
            const auto found = catalogue_.mark(mark_name);
            if (!found) {
                return bad(file, field + "/mark", "no such mark in the catalogue");
            }
            pattern.gives = Pattern::Gives::mark;
            pattern.mark = *found;
        } else if (pattern.name = core::text_or_empty(json, "alarm"); !pattern.name.empty()) {
            pattern.gives = Pattern::Gives::alarm;
        } else if (pattern.name = core::text_or_empty(json, "hint"); !pattern.name.empty()) {
            pattern.gives = Pattern::Gives::hint;
        } else if (pattern.name = core::text_or_empty(json, "term"); !pattern.name.empty()) {
            pattern.gives = Pattern::Gives::term;
        } else if (pattern.name = core::text_or_empty(json, "step"); !pattern.name.empty()) {
            pattern.gives = Pattern::Gives::step;
            pattern.step = catalogue_.step(pattern.name);
            if (!pattern.step && pattern.name != "named") {
                return bad(file, field + "/step", "no such step in the catalogue");
            }
        } else {
            return bad(file, field, "what it gives must have a name");
        }
        if (const std::string_view name = core::text_or_empty(json, "with"); !name.empty()) {
            pattern.with = catalogue_.action(name);
            if (!pattern.with) {
                return bad(file, field + "/with", "no such action in the catalogue");
            }
        }
        return core::Done{};
    }

    core::Status exclusions(const std::string& file, const std::string& field, const Json& json,
                            Pattern& out) const {
        for (std::size_t i = 0; i < exclusion_fields.size(); ++i) {
            if (core::Status status =
                    one_mask(file, field, json, exclusion_fields[i], out.*Pattern::exclusions[i]);
                !status) {
                return status;
            }
        }
        return core::Done{};
    }

    core::Status needs(const std::string& file, const std::string& field, const Json& json,
                       Pattern& pattern) const {
        for (const auto& status : {masks(file, field, json, "need", pattern.need),
                                   masks(file, field, json, "near", pattern.near),
                                   masks(file, field, json, "context", pattern.context),
                                   one_mask(file, field, json, "free", pattern.free),
                                   exclusions(file, field, json, pattern)}) {
            if (!status) {
                return status;
            }
        }
        if (pattern.need.empty() || pattern.need.size() > most_needs) {
            return bad(file, field + "/need",
                       "must name 1 to " + std::to_string(most_needs) + " concepts");
        }
        return core::Done{};
    }

    static core::Status unsettled(const std::string& file, const std::string& field,
                                  const Json& json, const char* key, Pattern::Unsettled& out) {
        const std::string_view name = core::text_or_empty(json, key);
        if (name == "done") {
            out = Pattern::Unsettled::done;
        } else if (name == "planned") {
            out = Pattern::Unsettled::planned;
        } else if (name == "nothing") {
            out = Pattern::Unsettled::nothing;
        } else if (core::find(json, key) != nullptr) {
            return bad(file, field + "/" + key, "must be done, planned or nothing");
        }
        return core::Done{};
    }

    static bool flag(const Json& json, const char* key, bool otherwise) {
        const Json* value = core::find(json, key);
        return value == nullptr ? otherwise : value->get<bool>();
    }
    static int number(const Json& json, const char* key) {
        const Json* value = core::find(json, key);
        return value == nullptr ? 0 : value->get<int>();
    }

    static core::Status how(const std::string& file, const std::string& field, const Json& json,
                            Pattern& pattern) {
        for (const auto& status : {unsettled(file, field, json, "bare", pattern.bare),
                                   unsettled(file, field, json, "present", pattern.present)}) {
            if (!status) {
                return status;
            }
        }
        if (const std::string_view name = core::text_or_empty(json, "state"); !name.empty()) {
            for (const notes::ActionState state :
                 {notes::ActionState::done, notes::ActionState::planned, notes::ActionState::denied,
                  notes::ActionState::failed, notes::ActionState::conditional,
                  notes::ActionState::hearsay}) {
                if (notes::name_of(state) == name) {
                    pattern.state = state;
                }
            }
            if (!pattern.state) {
                return bad(file, field + "/state", "no such state");
            }
        }
        pattern.firm = flag(json, "firm", false);
        pattern.when_denied = flag(json, "when_denied", false);
        pattern.future_counts = flag(json, "future_counts", false);
        pattern.literal = flag(json, "literal", false);
        pattern.in_condition = flag(json, "in_condition", false);
        pattern.dated = flag(json, "dated", false);
        pattern.certain = flag(json, "certain", true);
        pattern.strength = number(json, "strength");
        pattern.reach = number(json, "reach");
        pattern.within = static_cast<std::size_t>(number(json, "within"));
        return core::Done{};
    }

    const core::Catalogue& catalogue_;
    std::unordered_map<std::string, std::size_t> ids_;
    std::size_t own_ = 0;
    std::vector<Concepts> implied_;
    std::vector<std::size_t> phrases_of_;  // by concept: how many mean it
    Concepts transparent_;
    Concepts known_only_;
    std::vector<Pattern> never_;                     // by action: its exclusions alone
    std::vector<std::vector<std::string>> phrases_;  // of transparent concepts
    SeenPatterns seen_;
};

}  // namespace

Vocabulary::Vocabulary(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;
Vocabulary& Vocabulary::operator=(Vocabulary&&) noexcept = default;
Vocabulary::~Vocabulary() = default;

core::Result<Vocabulary> Vocabulary::from_json(
    const std::vector<std::pair<std::string, core::Json>>& files,
    const core::Catalogue& catalogue) {
    auto compiled = std::make_unique<Compiled>();
    if (core::Status status = Loader(catalogue).load(files, *compiled); !status) {
        return status.error();
    }
    return Vocabulary(std::move(compiled));
}

}  // namespace meldbrug::reading
