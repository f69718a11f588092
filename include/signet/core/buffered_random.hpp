// BufferedRandomSource: random bytes for identifiers, drawn ahead.
#pragma once

#include <cstddef>
#include <span>

#include "signet/core/handle.hpp"
#include "signet/core/random.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0 {

namespace detail {
struct RandomStripes;
void free_random_stripes(RandomStripes* stripes) noexcept;
}  // namespace detail

/// Draws 4 KiB at a time from another source and hands them out in pieces, each byte once. For identifiers
/// that are asked for often, as a `jti` or a session id: a call of OpenSSL's generator takes longer than the
/// signature of an HS256 token.
///
/// Not for keys, salts and refresh tokens: bytes that wait in memory may be read there before they are used,
/// in a core dump or by a fault of the program, and then tell what will be chosen. A byte that was handed out
/// is wiped here. 32 KiB an object; one for a process is enough.
/// @thread fill may be called from several threads at once; none waits for another
class BufferedRandomSource final : public RandomSource {
 public:
  /// Requests of more bytes go to the source itself.
  static constexpr std::size_t longest = 256;

  /// `source` is borrowed and outlives this.
  explicit BufferedRandomSource(RandomSource& source = system_random());

  /// After fork() the child draws anew: it never hands out what its parent may hand out too. A process made
  /// by a bare clone() is not told apart from its parent.
  /// @error those of the source
  Result<void> fill(std::span<std::byte> out) override;

 private:
  RandomSource* source_;
  Handle<detail::RandomStripes, detail::free_random_stripes> stripes_;
};

}  // namespace signet::inline v0
