// yescrypt's crypt format, read field by field and written canonically; and the bounds of its parameters.
#include "password/yescrypt_string.hpp"

#include <algorithm>

#include "password/crypt64.hpp"
#include "password/radix64.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0::detail {
namespace {

constexpr std::string_view prefix = "$y$";
constexpr char flavour = 'j';       // yescrypt's defaults: read and write, 6 rounds, S-boxes of 12 KiB
constexpr std::uint32_t least = 1;  // of N's logarithm and of r, hence written as 0

// Everything up to the next `$`, which is taken too.
std::string_view take_field(std::string_view& rest) noexcept {
  const std::string_view field = rest.substr(0, rest.find('$'));
  rest.remove_prefix(std::min(rest.size(), field.size() + 1));
  return field;
}

Result<YescryptParams> read_params(std::string_view field) noexcept {
  if (field.empty()) return fail(Errc::hash_malformed);
  const char chosen = field.front();
  field.remove_prefix(1);
  const auto log_n = take_crypt64_number(field);
  const auto r = log_n ? take_crypt64_number(field) : std::nullopt;
  if (!r) return fail(Errc::hash_malformed);
  if (chosen != flavour || !field.empty()) return fail(Errc::hash_unsupported);
  const YescryptParams params{.log_n = least + *log_n, .r = least + *r};
  if (!yescrypt_fault(params).empty()) return fail(Errc::hash_malformed);
  return params;
}

}  // namespace

std::string_view yescrypt_fault(const YescryptParams& params) noexcept {
  if (params.log_n < 2 || params.log_n > 63) return "log_n";
  if (params.r < 1 || params.r >= std::uint32_t{1} << 30) return "r";
  return {};
}

std::uint64_t yescrypt_memory(const YescryptParams& params) noexcept {
  if (params.log_n > 32) return UINT64_MAX;
  return ((std::uint64_t{params.r} << params.log_n) + 7) / 8;
}

Result<YescryptString> YescryptString::parse(std::string_view text) noexcept {
  const auto kind = stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != StoredKind::yescrypt) return fail(Errc::hash_unsupported);

  std::string_view rest = text.substr(prefix.size());
  const auto params = read_params(take_field(rest));
  if (!params) return params.error();
  YescryptString parsed;
  parsed.params_ = *params;
  const std::string_view salt = take_field(rest);
  const std::size_t salt_size = radix64_bytes(salt.size());
  const bool read = salt_size >= min_salt && salt_size <= max_salt &&
                    decode_crypt64(salt, std::span{parsed.salt_}.first(salt_size)) &&
                    decode_crypt64(rest, parsed.tag_);
  if (!read) return fail(Errc::hash_malformed);
  parsed.salt_size_ = static_cast<std::uint8_t>(salt_size);
  return parsed;
}

YescryptString::YescryptString(const YescryptParams& params, std::span<const std::byte, 16> salt,
                               std::span<const std::byte, tag_size> tag) noexcept
    : params_(params), salt_size_(16) {
  std::ranges::copy(salt, salt_.begin());
  std::ranges::copy(tag, tag_.begin());
}

std::string YescryptString::text() const {
  std::string text = setting();
  text += '$';
  append_crypt64(text, tag_);
  return text;
}

std::string YescryptString::setting() const {
  std::string text{prefix};
  text.reserve(160);  // more than the longest text has
  text += flavour;
  append_crypt64_number(text, params_.log_n - least);
  append_crypt64_number(text, params_.r - least);
  text += '$';
  append_crypt64(text, salt());
  return text;
}

bool read_yescrypt_tag(std::string_view text, std::span<std::byte> tag) noexcept {
  return decode_crypt64(text.substr(text.rfind('$') + 1), tag);
}

}  // namespace signet::inline v0::detail
