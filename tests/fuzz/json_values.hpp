// JSON as nlohmann/json reads it, and what the scanner found compared with that.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "signet/json/view.hpp"

namespace signet_fuzz {

using Json = nlohmann::ordered_json;

/// A text and what nlohmann/json says of it.
struct Theirs {
  std::optional<Json> value;   ///< nothing when it is refused
  bool beyond_double = false;  ///< refused for a number that no double holds, which RFC 8259 §6 allows
  bool repeats = false;        ///< a name stands twice in one object, as far as the text was read
  std::size_t members = 0;     ///< of all objects together, as far as read
  std::size_t depth = 0;       ///< of the deepest array or object, as far as read
};
Theirs read_theirs(std::string_view text);

/// The value, or nothing: for texts of which only that is asked.
std::optional<Json> json_of(std::string_view text);

/// Whether these are the same members in the same order, nested ones too.
bool same_members(const signet::JsonObject& ours, const Json& theirs);

/// The member, or null.
Json member(const Json& object, const char* name);

}  // namespace signet_fuzz
