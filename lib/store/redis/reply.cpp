// The errors that Redis answers with, and what they mean to a store.
#include "store/redis/reply.hpp"

#include <algorithm>
#include <array>

namespace signet::inline v0::detail::redis {
namespace {

struct Meaning {
  std::string_view word;
  Errc code;
  bool connection_usable;
};

// Whatever is not here (CLUSTERDOWN, TRYAGAIN, OOM, BUSY, NOREPLICAS, ERR …) may pass: unavailable.
constexpr std::array meanings{
    Meaning{"WRONGTYPE", Errc::store_schema_mismatch, true},
    Meaning{"NOPERM", Errc::store_unsupported, true},
    // A server that is not, or not yet, the primary.
    Meaning{"READONLY", Errc::store_unavailable, false},
    Meaning{"MASTERDOWN", Errc::store_unavailable, false},
    Meaning{"LOADING", Errc::store_unavailable, false},
    // The user was changed under the connection.
    Meaning{"NOAUTH", Errc::store_unavailable, false},
};

bool names_a_node(std::string_view word) noexcept { return word == "MOVED" || word == "ASK"; }

}  // namespace

std::string_view kept_of_error(std::string_view text) noexcept {
  const std::string_view word = text.substr(0, text.find(' '));
  return names_a_node(word) ? text : word;
}

Verdict judge(std::string_view word) noexcept {
  const auto* const meaning = std::ranges::find(meanings, word, &Meaning::word);
  if (meaning == meanings.end()) return {.error = fail(Errc::store_unavailable), .connection_usable = true};
  return {.error = fail(meaning->code), .connection_usable = meaning->connection_usable};
}

}  // namespace signet::inline v0::detail::redis
