// DenyStore: access tokens that are refused although they have not expired, as all instances of a service
// share them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/core/numeric_date.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

/// By which claim a token is denied.
enum class DeniedBy : std::uint8_t { jti, sid, sub };
template <>
inline constexpr bool is_outcome<DeniedBy> = true;

/// Tokens to be refused.
struct Denial {
  DeniedBy by;
  std::string value;  ///< of that claim
  /// By `sub` alone: only those whose `iat` is before, or absent; as `iat` commonly counts whole seconds,
  /// those of the same second too. Without it, all.
  std::optional<NumericDate> issued_before;
  NumericDate until;  ///< the expiry of the longest-lived token that this can hit

  friend bool operator==(const Denial&, const Denial&) = default;
};

/// What a token says by which it may be denied; borrowed for a call.
struct DenialQuestion {
  std::optional<std::string_view> jti;
  std::optional<std::string_view> sid;
  std::optional<std::string_view> sub;
  std::optional<NumericDate> issued_at;
};

/// Denials from some position on, in the order in which they were acknowledged or earlier.
struct DenialPage {
  std::vector<Denial> denials;
  std::string position;   ///< behind the last of them, for the next call
  bool complete = false;  ///< whether there were no more when it was read
};

/// Denials of the tokens of one issuer. What is denied stays so, however often it is denied again: the later
/// `until` and `issued_before` count. A denial is kept until `until` and the largest leeway, ten minutes,
/// have passed at least, and no other takes its place: a store that is full takes no more.
///
/// Every call: @error store_unavailable (may be repeated)
/// @thread all calls may be made from any number of threads at once
class DenyStore {
 public:
  DenyStore() = default;
  DenyStore(const DenyStore&) = delete;
  DenyStore& operator=(const DenyStore&) = delete;
  virtual ~DenyStore() = default;

  /// Once this has returned, no `look_up` that begins, of any user of the same database, overlooks it, and no
  /// page that is `complete` and was asked for since lacks it.
  [[nodiscard]] virtual Result<void> deny(const Denial& denial, NumericDate now) = 0;
  /// The first of jti, sid and sub by which the token is denied; nothing: it is not.
  [[nodiscard]] virtual Result<std::optional<DeniedBy>> look_up(const DenialQuestion& token) = 0;
  /// What was denied since `position` was handed out, by any user of the database; all there is from an empty
  /// one on, and from one that the store does not know (any more), be it that it lost something since. So
  /// whoever follows page by page has every denial, some of them twice.
  [[nodiscard]] virtual Result<DenialPage> read_on(std::string_view position) = 0;
};

}  // namespace signet::inline v0
