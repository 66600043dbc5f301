/// \file
/// The names that notes, readings and routes share: steps, actions, marks and roles, as small
/// numbers.
///
/// What a note can show, and which steps a route can have, is data
/// (`notes-schema/vocabulary/nl/catalogue.json`, and a school's own file). Names become numbers
/// when the data is loaded, so that reading and evaluating compare numbers and sets only.
///
/// Errors:   loading names file and field; looking up an unknown name returns nothing.
/// Threads:  const methods may run concurrently; adding is for loading time.
#pragma once

#include "meldbrug/core/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace meldbrug::core {

struct ActionId {
    std::uint16_t value;
    friend bool operator==(ActionId, ActionId) = default;
    friend auto operator<=>(ActionId, ActionId) = default;
};
struct StepId {
    std::uint8_t value;
    friend bool operator==(StepId, StepId) = default;
    friend auto operator<=>(StepId, StepId) = default;
};
struct MarkId {
    std::uint8_t value;
    friend bool operator==(MarkId, MarkId) = default;
};
struct RoleId {
    std::uint8_t value;
    friend bool operator==(RoleId, RoleId) = default;
};

/// A set of small numbers; `Word` bounds how many there can be.
template <class Id, class Word>
class IdSet {
public:
    static constexpr std::size_t capacity = sizeof(Word) * 8;
    constexpr IdSet() = default;
    constexpr void insert(Id id) { bits_ = static_cast<Word>(bits_ | (Word{1} << id.value)); }
    constexpr void erase(Id id) { bits_ = static_cast<Word>(bits_ & ~(Word{1} << id.value)); }
    [[nodiscard]] constexpr bool contains(Id id) const {
        return ((bits_ >> id.value) & Word{1}) != 0;
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr bool intersects(IdSet other) const {
        return (bits_ & other.bits_) != 0;
    }
    [[nodiscard]] constexpr bool contains_all(IdSet other) const {
        return (bits_ & other.bits_) == other.bits_;
    }
    [[nodiscard]] constexpr Word bits() const { return bits_; }
    friend constexpr IdSet operator|(IdSet a, IdSet b) {
        return IdSet(static_cast<Word>(a.bits_ | b.bits_));
    }
    friend constexpr IdSet operator&(IdSet a, IdSet b) {
        return IdSet(static_cast<Word>(a.bits_ & b.bits_));
    }
    [[nodiscard]] constexpr std::size_t size() const {
        return static_cast<std::size_t>(std::popcount(bits_));
    }
    constexpr IdSet& operator|=(IdSet other) { return *this = *this | other; }
    friend bool operator==(IdSet, IdSet) = default;

private:
    explicit constexpr IdSet(Word bits) : bits_(bits) {}
    Word bits_ = 0;
};
/// Wide enough for the steps of every profile that is loaded: they share their numbers.
using StepSet = IdSet<StepId, std::uint64_t>;
using MarkSet = IdSet<MarkId, std::uint64_t>;
using RoleSet = IdSet<RoleId, std::uint32_t>;

class Catalogue {
public:
    /// {"steps":[{"id","label"}],"actions":[{"id","label","step"?}],"marks":[{"id","label"}],"roles":[{"id","label"}]}
    /// Each entry may hold "label_en". `step` of an action: the step that the action done is
    /// evidence of, unless a profile says otherwise.
    static Result<Catalogue> from_json(const nlohmann::json& json, std::string_view where);
    /// Adds what a school's own file names; an id that exists keeps its meaning.
    Status extend(const nlohmann::json& json, std::string_view where);
    /// The step of that name, made when it is new (a profile may bring steps of its own). Error
    /// when there are too many.
    Result<StepId> add_step(std::string_view name, std::string_view label, std::string_view where);

    [[nodiscard]] std::optional<ActionId> action(std::string_view name) const;
    [[nodiscard]] std::optional<StepId> step(std::string_view name) const;
    [[nodiscard]] std::optional<MarkId> mark(std::string_view name) const;
    [[nodiscard]] std::optional<RoleId> role(std::string_view name) const;

    [[nodiscard]] std::string_view name(ActionId id) const { return actions_[id.value].name; }
    [[nodiscard]] std::string_view name(StepId id) const { return steps_[id.value].name; }
    [[nodiscard]] std::string_view name(MarkId id) const { return marks_[id.value].name; }
    [[nodiscard]] std::string_view name(RoleId id) const { return roles_[id.value].name; }
    [[nodiscard]] std::string_view label(ActionId id) const { return actions_[id.value].label; }
    [[nodiscard]] std::string_view label(StepId id) const { return steps_[id.value].label; }
    [[nodiscard]] std::string_view label(MarkId id) const { return marks_[id.value].label; }
    [[nodiscard]] std::string_view label(RoleId id) const { return roles_[id.value].label; }
    /// The step that this action is evidence of; nothing for actions that are no step (director
    /// informed, 112 called).
    [[nodiscard]] std::optional<StepId> step_of(ActionId id) const {
        return actions_[id.value].step;
    }

    [[nodiscard]] std::size_t action_count() const { return actions_.size(); }
    [[nodiscard]] std::size_t step_count() const { return steps_.size(); }
    [[nodiscard]] std::size_t mark_count() const { return marks_.size(); }
    [[nodiscard]] std::size_t role_count() const { return roles_.size(); }

private:
    struct Entry {
        std::string name;
        std::string label;
        std::optional<StepId> step{};
    };
    using Index = std::unordered_map<std::string, std::size_t>;
    Status add(std::vector<Entry>& entries, Index& index, const nlohmann::json& json,
               std::string_view kind, std::size_t limit, std::string_view where);

    std::vector<Entry> actions_, steps_, marks_, roles_;
    Index action_index_, step_index_, mark_index_, role_index_;
};

}  // namespace meldbrug::core
