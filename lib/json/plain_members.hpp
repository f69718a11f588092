// The plain members of an object, which are nearly all that tokens have: read by kernels, a file for each
// level. Included where AVX is compiled, so it defines no function: an inline one would be emitted there with
// AVX in it, and the linker might keep that copy for processors without.
#pragma once

#include <cstddef>
#include <cstdint>

#include "signet/json/scanner.hpp"

namespace signet::inline v0::detail {

enum class CpuLevel : std::uint8_t;

/// Of a member, what is to be read next; of the object, that nothing of it was.
enum class Part : std::uint8_t { name, value, what_follows, all };

/// How far the members of one object are read.
struct PlainMembers {
  static constexpr std::size_t max_size = 65'535;
  /// A text whose last brace comes earlier is not for kernels: the head of a name is eight bytes, whatever
  /// the name's size.
  static constexpr std::size_t least_brace = 8;
  /// The highest six bits of its product with a head say in which of 64 buckets a name falls. Odd, and found
  /// by trial: the claims that tokens have most often (of RFC 7519, RFC 9068 and OpenID Connect) fall into
  /// buckets of their own.
  static constexpr std::uint64_t bucket_multiplier = 0xe55c'a107'a9fe'cafd;

  const char* text;
  std::size_t brace;           ///< the last one of the text, which ends whatever is plain
  JsonMember* first;           ///< of the members that are listed
  JsonMember* next;            ///< where the next one is listed
  JsonMember* end;             ///< where there is no room for more
  std::size_t at;              ///< where `part` begins, or white space in front of it
  Part part;                   ///< of the member in front of `next`, unless it is the name of a new one
  std::uint64_t buckets;       ///< a bit for each, set where a listed name may be in it
  const std::uint64_t* known;  ///< KnownNames::heads
  NotedNames* noted;
  std::uint64_t name_bit;  ///< in `noted`, of the last name; 0 where that is not known
  /// A bit for each byte of text before the brace, less one, set where the byte is special
  /// (special_bytes.hpp), and two bits at the end, the second one for the brace; 64 a word, the first one
  /// lowest. Filled as far as there is text.
  std::uint64_t specials[max_size / 64 + 2];
};

/// Reads members, from the quote of a name at `at` on, that are `"name":` with nothing special in the name
/// and no other that begins with the same eight bytes, and a string with nothing special in it or an integer
/// above zero. Spaces may stand before a value, any white space before a name. Stops in front of the first
/// part that is not so, to which nothing has happened then.
/// @pre `part` is name; or all, for which it writes `specials` first
using ReadPlainMembers = void(PlainMembers& members) noexcept;

ReadPlainMembers read_plain_members_base;
ReadPlainMembers read_plain_members_avx2;
ReadPlainMembers read_plain_members_avx512;

/// By CpuLevel (core/cpu_level.hpp); null for one that was not built, which is never had.
extern ReadPlainMembers* const plain_kernels[4];

}  // namespace signet::inline v0::detail
