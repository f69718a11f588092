// PBKDF2's PHC string, read field by field and written canonically.
#include "password/pbkdf2_string.hpp"

#include <algorithm>

#include "password/phc_fields.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view prefix = "$pbkdf2-sha256$";

}  // namespace

Result<Pbkdf2String> Pbkdf2String::parse(std::string_view text) noexcept {
  const auto kind = stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != StoredKind::pbkdf2_sha256) return fail(Errc::hash_unsupported);

  PhcCursor cursor{text.substr(prefix.size())};
  Pbkdf2String parsed;
  const auto iterations = named_number(cursor, "i=");
  if (!iterations || *iterations < pbkdf2_min_iterations) return fail(Errc::hash_malformed);
  const bool with_length = cursor.take(",l=");
  const auto length = with_length ? cursor.number() : std::nullopt;
  if (length.has_value() != with_length || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto salt_size = read_bytes(cursor.field(), min_salt, parsed.salt_);
  if (!salt_size || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto tag_size = read_bytes(cursor.field(), min_tag, parsed.tag_);
  if (!tag_size || !cursor.at_end() || length.value_or(*tag_size) != *tag_size) {
    return fail(Errc::hash_malformed);
  }
  parsed.params_ = {.iterations = *iterations};
  parsed.salt_size_ = *salt_size;
  parsed.tag_size_ = *tag_size;
  return parsed;
}

Pbkdf2String::Pbkdf2String(const Pbkdf2Params& params, std::span<const std::byte, 16> salt,
                           std::span<const std::byte, max_tag> tag) noexcept
    : params_(params), salt_size_(16), tag_size_(max_tag) {
  std::ranges::copy(salt, salt_.begin());
  std::ranges::copy(tag, tag_.begin());
}

std::string Pbkdf2String::text() const {
  std::string text;
  text.reserve(136);  // the longest there is
  text.append(prefix).append("i=").append(std::to_string(params_.iterations)).append("$");
  append_radix64(text, salt(), standard_alphabet);
  text += '$';
  append_radix64(text, tag(), standard_alphabet);
  return text;
}

}  // namespace signet::inline v0::detail
