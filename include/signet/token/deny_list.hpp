// DenyList: tokens, sessions and subjects whose tokens are refused although they have not expired.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>

#include "signet/core/handle.hpp"
#include "signet/core/random.hpp"
#include "signet/token/revocation.hpp"

namespace signet::inline v0 {

namespace detail {
class DenyListParts;
void free_deny_list(DenyListParts* parts) noexcept;
}  // namespace detail

struct DenyListOptions {
  std::size_t entries = 16'384;  ///< that fit, 64 .. 128 bytes each, taken by build; 1 .. 1,048,576
  /// A new list does not know what an earlier process denied, so tokens issued before it was built, or
  /// without `iat`, are refused; those of the same second too, since `iat` commonly counts whole seconds. Say
  /// so to take them.
  bool accept_issued_before = false;
};

/// In the memory of this process, for the tokens of one issuer. An entry is kept until `until` and ten
/// minutes (the largest leeway) have passed, and never dropped for another: a full list takes no more. Kept
/// are keyed hashes of 128 bits, not the texts.
///
/// `until` is the expiry of the longest-lived token that the entry can hit. What an entry denies stays denied
/// however often it is added; the later `until` and the later `issued_before` count.
/// @thread all members from any number of threads. Once a `deny_…` has returned, no verification that begins
/// takes the token. Verifications take no lock, unless entries are being removed to make room.
class DenyList {
 public:
  /// @param now  from when on tokens are known, see DenyListOptions::accept_issued_before
  /// @error option_invalid      `entries` out of range
  /// @error random_unavailable
  static Result<DenyList> build(NumericDate now, RandomSource& random, const DenyListOptions& options = {});

  /// Refuses the token of this `jti`.
  /// @error deny_list_full  and nothing expired at `now`; what was to be denied is not
  [[nodiscard]] Result<void> deny_token(std::string_view jti, NumericDate until, NumericDate now);
  /// Refuses every token of this `sid`.
  /// @error deny_list_full
  [[nodiscard]] Result<void> deny_session(std::string_view sid, NumericDate until, NumericDate now);
  /// Refuses every token of this `sub` whose `iat` is before `issued_before` or absent. As `iat` commonly
  /// counts whole seconds, a token issued in the same second as `issued_before` is refused with the others.
  /// @error deny_list_full
  [[nodiscard]] Result<void> deny_subject(std::string_view sub, NumericDate issued_before, NumericDate until,
                                          NumericDate now);

  /// Entries, those that have expired included until room is needed.
  std::size_t size() const noexcept;

  /// For TokenVerifierOptions::revocation; asks this list, which outlives it and may be moved. It
  /// answers token_revoked, naming `jti`, `sid`, `sub` or (issued before the list) `iat`; and claim_invalid
  /// for a `sid` that is no string.
  RevocationCheck check() const& noexcept;
  RevocationCheck check() const&& = delete;

 private:
  using Parts = Handle<detail::DenyListParts, detail::free_deny_list>;
  explicit DenyList(Parts parts) noexcept : parts_(std::move(parts)) {}
  Parts parts_;
};

}  // namespace signet::inline v0
