// The arena of a verified token: how it is filled, moved and read.
#include "signet/token/verified_token.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/verified_jws.hpp"

namespace signet::inline v0 {

void detail::free_arena(std::byte* arena) noexcept { delete[] arena; }

void detail::free_header(HeaderObject* header) noexcept { delete header; }

std::size_t VerifiedToken::Layout::index_at() const noexcept {
  return (texts() + alignof(JsonMember) - 1) / alignof(JsonMember) * alignof(JsonMember);
}

std::size_t VerifiedToken::Layout::size() const noexcept { return index_at() + members * sizeof(JsonMember); }

VerifiedToken::VerifiedToken(VerifiedToken&& other) noexcept
    : layout_(std::exchange(other.layout_, {})),
      registered_(std::exchange(other.registered_, {})),
      large_(std::move(other.large_)),
      header_(std::move(other.header_)) {
  if (!large_) std::memcpy(inline_.data(), other.inline_.data(), layout_.size());
}

VerifiedToken& VerifiedToken::operator=(VerifiedToken&& other) noexcept {
  if (this == &other) return *this;
  layout_ = std::exchange(other.layout_, {});
  registered_ = std::exchange(other.registered_, {});
  large_ = std::move(other.large_);
  header_ = std::move(other.header_);
  if (!large_) std::memcpy(inline_.data(), other.inline_.data(), layout_.size());
  return *this;
}

// Makes room for `size` bytes and keeps the texts that are there.
void VerifiedToken::reserve(std::size_t size) {
  if (large_ || size <= inline_size) return;
  Handle<std::byte, detail::free_arena> larger{new std::byte[size]};
  std::memcpy(larger.get(), inline_.data(), layout_.texts());
  large_ = std::move(larger);
}

Result<void> VerifiedToken::load(std::string_view payload, const JoseHeader& header, const Limits& limits) {
  const std::string_view typ = header.typ().value_or(std::string_view{});
  const std::string_view kid = header.kid().value_or(std::string_view{});
  const std::size_t decoded = base64url_decoded_size(payload.size());
  const std::size_t texts = decoded + typ.size() + kid.size();
  // How many members a payload has is known after it lies somewhere: one that cannot lie inline gets room for
  // as many as its size allows, so that there is one allocation. The shortest member is `"":0,`.
  if (texts > inline_size) {
    const std::size_t members = std::min(limits.members, decoded / 5 + 1);
    reserve(texts + alignof(JsonMember) + members * sizeof(JsonMember));
  }

  const auto size = base64url_decode(payload, {arena(), decoded});
  if (!size) return size.error();
  std::array<JsonMember, 256> index;  // the most that Limits::members allows; not zeroed
  const auto members = scan_object({reinterpret_cast<char*>(arena()), *size}, index, limits);
  if (!members) return members.error();

  std::ranges::copy(std::as_bytes(std::span{typ}), arena() + *size);
  std::ranges::copy(std::as_bytes(std::span{kid}), arena() + *size + typ.size());
  layout_ = {.payload = static_cast<std::uint16_t>(*size),
             .typ = static_cast<std::uint16_t>(typ.size()),
             .kid = static_cast<std::uint16_t>(kid.size()),
             .members = static_cast<std::uint16_t>(*members),
             .has_typ = header.typ().has_value(),
             .has_kid = header.kid().has_value(),
             .algorithm = header.algorithm()};
  reserve(layout_.size());
  std::memcpy(arena() + layout_.index_at(), index.data(), *members * sizeof(JsonMember));
  registered_.read(claims());
  return {};
}

Result<void> VerifiedToken::keep_header(std::string_view encoded, const Limits& limits) {
  auto text = base64url_decode(encoded);
  if (!text) return text.error();
  auto header = detail::HeaderObject::scan(std::move(*text), limits);
  if (!header) return header.error();
  header_ = Handle<detail::HeaderObject, detail::free_header>{new detail::HeaderObject{std::move(*header)}};
  return {};
}

std::string_view VerifiedToken::text(std::size_t at, std::size_t size) const noexcept {
  return {reinterpret_cast<const char*>(arena()) + at, size};
}

std::optional<std::string_view> VerifiedToken::typ() const& noexcept {
  return layout_.has_typ ? std::optional{text(layout_.payload, layout_.typ)} : std::nullopt;
}

std::optional<std::string_view> VerifiedToken::kid() const& noexcept {
  const std::size_t at = std::size_t{layout_.payload} + layout_.typ;
  return layout_.has_kid ? std::optional{text(at, layout_.kid)} : std::nullopt;
}

std::optional<std::string_view> VerifiedToken::text(detail::Registered claim) const noexcept {
  if (!registered_.has_plain(claim)) return std::nullopt;
  return claims().value(registered_.place_of(claim)).text;
}

std::optional<NumericDate> VerifiedToken::expires_at() const noexcept {
  const auto* const date = registered_.date(detail::Registered::exp);
  return date ? std::optional{date->down} : std::nullopt;
}

std::optional<NumericDate> VerifiedToken::not_before() const noexcept {
  const auto* const date = registered_.date(detail::Registered::nbf);
  return date ? std::optional{date->up} : std::nullopt;
}

std::optional<NumericDate> VerifiedToken::issued_at() const noexcept {
  const auto* const date = registered_.date(detail::Registered::iat);
  return date ? std::optional{date->up} : std::nullopt;
}

JsonObject VerifiedToken::claims() const& noexcept {
  const auto* members = reinterpret_cast<const JsonMember*>(arena() + layout_.index_at());
  return {reinterpret_cast<const char*>(arena()), std::span{members, layout_.members}};
}

JsonObject VerifiedToken::header() const& noexcept { return header_ ? header_->members() : JsonObject{}; }

VerifiedToken::operator TokenView() const& noexcept {
  return {.algorithm = algorithm(), .typ = typ(), .kid = kid(), .claims = {claims(), registered_}};
}

}  // namespace signet::inline v0
