// StoreD: what flow D's sessions need of a database; a file for each way of keeping them.
#pragma once

#include <cstdint>

#include "refresh_server/uid.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"
#include "signet/session/session_store.hpp"

namespace signet::example {

/// A session, by the user whose it is and the tag that its tokens share.
struct SessionD {
  std::uint64_t user_id = 0;
  SessionTag tag;
};

/// The tokens of one generation of a session, which are good together.
struct GenerationD {
  SessionD session;
  std::uint32_t number = 0;
};

/// One session per user. Each call is atomic, whoever else uses the same database, and once an end is
/// acknowledged no later call finds the session active or replaces its tokens.
///
/// Every call: @error store_unavailable  a call whose answer was lost may have been done
/// @thread all calls may be made from any number of threads at once
class StoreD {
 public:
  StoreD() = default;
  StoreD(const StoreD&) = delete;
  StoreD& operator=(const StoreD&) = delete;
  virtual ~StoreD() = default;

  /// Begins a session at generation 0; the user's other one ends with it.
  [[nodiscard]] virtual Result<Creation> begin(const SessionD& session, NumericDate now) = 0;
  /// Whether the generation is the session's newest. Changes nothing.
  [[nodiscard]] virtual Result<FamilyUse> look_up(const GenerationD& shown, NumericDate now) = 0;
  /// The same, and if so, the session may lie unused for the whole idle time again.
  [[nodiscard]] virtual Result<FamilyUse> use(const GenerationD& shown, NumericDate now) = 0;
  /// Moves the session on from the generation shown to the next; `rotated` and `current` make that the
  /// generation after the one shown. A rotation whose answer was lost is asked for once more, and is no
  /// reuse.
  [[nodiscard]] virtual Result<RotationResult> rotate(const GenerationD& shown, NumericDate now) = 0;
  /// Ends this session, whatever its generation, and no other one of the user.
  [[nodiscard]] virtual Result<Revocation> end(const SessionD& session, NumericDate now) = 0;
  /// Whether the database answers.
  [[nodiscard]] virtual Result<void> ping() = 0;
};

}  // namespace signet::example
