// password's PHC strings: a cursor that takes one field after the other, and the canonical writer.
#include "signet/password/phc_string.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "password/radix64.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0 {
namespace {

constexpr std::string_view prefix = "$argon2id$";

class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept : rest_(text) {}

  bool take(std::string_view expected) noexcept {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }

  /// A decimal of 32 bits without sign or leading zero.
  std::optional<std::uint32_t> number() noexcept {
    std::uint32_t value = 0;
    const auto [stop, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    const auto digits = static_cast<std::size_t>(stop - rest_.data());
    if (error != std::errc{} || (rest_.front() == '0' && digits > 1)) return std::nullopt;
    rest_.remove_prefix(digits);
    return value;
  }

  /// The text up to the next `$` or the end.
  std::string_view field() noexcept {
    const std::string_view taken = rest_.substr(0, rest_.find('$'));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  bool at_end() const noexcept { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::optional<std::uint32_t> named_number(Cursor& cursor, std::string_view name) noexcept {
  return cursor.take(name) ? cursor.number() : std::nullopt;
}

std::optional<Argon2Version> read_version(Cursor& cursor) noexcept {
  if (!cursor.take("v=")) return Argon2Version::v16;
  const auto number = cursor.number();
  if (!number || !cursor.take("$")) return std::nullopt;
  if (*number == 19) return Argon2Version::v19;
  if (*number == 16) return Argon2Version::v16;
  return std::nullopt;
}

std::optional<Argon2Params> read_params(Cursor& cursor) noexcept {
  const auto memory = named_number(cursor, "m=");
  const auto passes = named_number(cursor, ",t=");
  const auto lanes = named_number(cursor, ",p=");
  if (!memory || !passes || !lanes) return std::nullopt;
  return Argon2Params{.memory = KiB{*memory}, .passes = *passes, .lanes = *lanes};
}

bool within_bounds(const Argon2Params& params) noexcept {
  return params.lanes >= 1 && params.passes >= 1 &&
         params.memory.count >= std::uint64_t{8} * params.lanes;  // RFC 9106 §3.1
}

/// Fills `out` from `field` and gives how many bytes it held: at least `least`.
template <std::size_t capacity>
std::optional<std::uint8_t> read_bytes(std::string_view field, std::size_t least,
                                       std::array<std::byte, capacity>& out) noexcept {
  const std::size_t size = detail::radix64_bytes(field.size());
  if (size < least || size > capacity) return std::nullopt;
  if (!detail::decode_radix64(field, detail::standard_alphabet, std::span{out}.first(size))) {
    return std::nullopt;
  }
  return static_cast<std::uint8_t>(size);
}

}  // namespace

namespace detail {

Result<StoredKind> stored_kind(std::string_view stored) noexcept {
  if (!stored.starts_with('$')) return fail(Errc::hash_malformed);
  const std::string_view id = stored.substr(1, stored.find('$', 1) - 1);
  const bool closed = stored.size() > id.size() + 1;
  const bool well_formed =
      !id.empty() && id.size() <= 32 &&
      id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
  if (!closed || !well_formed) return fail(Errc::hash_malformed);
  if (id == "argon2id") return StoredKind::argon2id;
  if (id == "2a" || id == "2b" || id == "2y") return StoredKind::bcrypt;
  return fail(Errc::hash_unsupported);
}

}  // namespace detail

Result<PhcString> PhcString::parse(std::string_view text) noexcept {
  const auto kind = detail::stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != detail::StoredKind::argon2id) return fail(Errc::hash_unsupported);

  Cursor cursor{text.substr(prefix.size())};
  PhcString phc;
  const auto version = read_version(cursor);
  const auto params = version ? read_params(cursor) : std::nullopt;
  if (!params || !within_bounds(*params) || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto salt_size = read_bytes(cursor.field(), min_salt, phc.salt_);
  if (!salt_size || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto tag_size = read_bytes(cursor.field(), min_tag, phc.tag_);
  if (!tag_size || !cursor.at_end()) return fail(Errc::hash_malformed);
  phc.version_ = *version;
  phc.params_ = *params;
  phc.salt_size_ = *salt_size;
  phc.tag_size_ = *tag_size;
  return phc;
}

Result<PhcString> PhcString::of(const Argon2Params& params, std::span<const std::byte> salt,
                                std::span<const std::byte> tag) noexcept {
  const bool sizes =
      salt.size() >= min_salt && salt.size() <= max_salt && tag.size() >= min_tag && tag.size() <= max_tag;
  if (!sizes || !within_bounds(params)) return fail(Errc::hash_malformed);
  PhcString phc;
  phc.params_ = params;
  phc.salt_size_ = static_cast<std::uint8_t>(salt.size());
  phc.tag_size_ = static_cast<std::uint8_t>(tag.size());
  std::ranges::copy(salt, phc.salt_.begin());
  std::ranges::copy(tag, phc.tag_.begin());
  return phc;
}

std::string PhcString::text() const {
  std::string text;
  text.reserve(208);  // the longest there is
  text.append(prefix).append("v=").append(std::to_string(static_cast<unsigned>(version_)));
  text.append("$m=").append(std::to_string(params_.memory.count));
  text.append(",t=").append(std::to_string(params_.passes));
  text.append(",p=").append(std::to_string(params_.lanes)).append("$");
  detail::append_radix64(text, salt(), detail::standard_alphabet);
  text += '$';
  detail::append_radix64(text, tag(), detail::standard_alphabet);
  return text;
}

}  // namespace signet::inline v0
