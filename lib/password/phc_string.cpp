// argon2's PHC strings, read field by field and written canonically.
#include "signet/password/phc_string.hpp"

#include <algorithm>
#include <optional>

#include "password/phc_fields.hpp"
#include "password/stored_kind.hpp"

namespace signet::inline v0 {
namespace {

using detail::named_number;
using detail::PhcCursor;
using detail::read_bytes;

// By type.
constexpr std::string_view prefixes[] = {"$argon2d$", "$argon2i$", "$argon2id$"};

// Of a string that is known to be argon2's.
Argon2Type take_type(PhcCursor& cursor) noexcept {
  for (const Argon2Type type : {Argon2Type::i, Argon2Type::id}) {
    if (cursor.take(prefixes[static_cast<std::uint8_t>(type)])) return type;
  }
  static_cast<void>(cursor.take(prefixes[0]));
  return Argon2Type::d;
}

std::optional<Argon2Version> read_version(PhcCursor& cursor) noexcept {
  if (!cursor.take("v=")) return Argon2Version::v16;
  const auto number = cursor.number();
  if (!number || !cursor.take("$")) return std::nullopt;
  if (*number == 19) return Argon2Version::v19;
  if (*number == 16) return Argon2Version::v16;
  return std::nullopt;
}

std::optional<Argon2Params> read_params(PhcCursor& cursor) noexcept {
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

}  // namespace

Result<PhcString> PhcString::parse(std::string_view text) noexcept {
  const auto kind = detail::stored_kind(text);
  if (!kind) return kind.error();
  if (*kind != detail::StoredKind::argon2) return fail(Errc::hash_unsupported);

  PhcCursor cursor{text};
  PhcString phc;
  const Argon2Type type = take_type(cursor);
  const auto version = read_version(cursor);
  const auto params = version ? read_params(cursor) : std::nullopt;
  if (!params || !within_bounds(*params) || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto salt_size = read_bytes(cursor.field(), min_salt, phc.salt_);
  if (!salt_size || !cursor.take("$")) return fail(Errc::hash_malformed);
  const auto tag_size = read_bytes(cursor.field(), min_tag, phc.tag_);
  if (!tag_size || !cursor.at_end()) return fail(Errc::hash_malformed);
  phc.version_ = *version;
  phc.params_ = *params;
  phc.params_.type = type;
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
  text.append(prefixes[static_cast<std::uint8_t>(params_.type)])
      .append("v=")
      .append(std::to_string(static_cast<unsigned>(version_)));
  text.append("$m=").append(std::to_string(params_.memory.count));
  text.append(",t=").append(std::to_string(params_.passes));
  text.append(",p=").append(std::to_string(params_.lanes)).append("$");
  detail::append_radix64(text, salt(), detail::standard_alphabet);
  text += '$';
  detail::append_radix64(text, tag(), detail::standard_alphabet);
  return text;
}

}  // namespace signet::inline v0
