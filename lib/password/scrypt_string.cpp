// scrypt's PHC string, read field by field and written canonically; and the bounds of its parameters.
#include "password/scrypt_string.hpp"

#include <algorithm>

#include "password/phc_fields.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view prefix = "$scrypt$";

std::optional<ScryptParams> read_params(PhcCursor& cursor) noexcept {
  const auto log_n = named_number(cursor, "ln=");
  const auto r = named_number(cursor, ",r=");
  const auto p = named_number(cursor, ",p=");
  if (!log_n || !r || !p) return std::nullopt;
  const ScryptParams params{.log_n = *log_n, .r = *r, .p = *p};
  if (!scrypt_fault(params).empty()) return std::nullopt;
  return params;
}

}  // namespace

std::string_view scrypt_fault(const ScryptParams& params) noexcept {
  if (params.r < 1) return "r";
  if (params.p < 1 || std::uint64_t{params.r} * params.p >= std::uint64_t{1} << 30) return "p";
  // RFC 7914 §6: N < 2^(128 * r / 8).
  if (params.log_n < 1 || params.log_n > 63 || params.log_n >= std::uint64_t{16} * params.r) return "log_n";
  return {};
}

std::uint64_t scrypt_memory(const ScryptParams& params) noexcept {
  if (params.log_n > 32) return UINT64_MAX;
  const std::uint64_t blocks = (std::uint64_t{1} << params.log_n) + params.p;
  return (params.r * blocks + 7) / 8;  // of 128 bytes
}

Result<ScryptString> ScryptString::parse(std::string_view text) noexcept {
  const auto kind = stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != StoredKind::scrypt) return fail(Errc::hash_unsupported);

  PhcCursor cursor{text.substr(prefix.size())};
  ScryptString parsed;
  const auto params = read_params(cursor);
  if (!params || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto salt_size = read_bytes(cursor.field(), min_salt, parsed.salt_);
  if (!salt_size || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto tag_size = read_bytes(cursor.field(), min_tag, parsed.tag_);
  if (!tag_size || !cursor.at_end()) return fail(Errc::hash_malformed);
  parsed.params_ = *params;
  parsed.salt_size_ = *salt_size;
  parsed.tag_size_ = *tag_size;
  return parsed;
}

ScryptString::ScryptString(const ScryptParams& params, std::span<const std::byte, 16> salt,
                           std::span<const std::byte, 32> tag) noexcept
    : params_(params), salt_size_(16), tag_size_(32) {
  std::ranges::copy(salt, salt_.begin());
  std::ranges::copy(tag, tag_.begin());
}

std::string ScryptString::text() const {
  std::string text;
  text.reserve(192);  // the longest there is
  text.append(prefix).append("ln=").append(std::to_string(params_.log_n));
  text.append(",r=").append(std::to_string(params_.r));
  text.append(",p=").append(std::to_string(params_.p)).append("$");
  append_radix64(text, salt(), standard_alphabet);
  text += '$';
  append_radix64(text, tag(), standard_alphabet);
  return text;
}

}  // namespace signet::inline v0::detail
