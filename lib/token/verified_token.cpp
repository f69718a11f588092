// The arena of a verified token: how it is filled, moved and read.
#include "signet/token/verified_token.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "jose/base64url_kernels.hpp"
#include "policy/registered_names.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/jose/verified_jws.hpp"

namespace signet::inline v0 {

namespace {

// Apart, so that it costs a good text nothing.
[[gnu::cold]] Error not_base64url(std::size_t at) noexcept { return Error::at(Errc::base64url_invalid, at); }

}  // namespace

void detail::free_arena(std::byte* arena) noexcept { delete[] arena; }

void detail::free_header(HeaderObject* header) noexcept { delete header; }

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

// Room in one allocation for the texts and for as many members as the payload's size allows: how many it has
// is known after it lies somewhere. The shortest member is `"":0,`. @return its size
[[gnu::cold]] std::size_t VerifiedToken::reserve(const Limits& limits) {
  const std::size_t members = std::min<std::size_t>(limits.members, layout_.payload / 5 + 1);
  const std::size_t size = layout_.index_at() + members * sizeof(JsonMember);
  large_ = Handle<std::byte, detail::free_arena>{new std::byte[size]};
  return size;
}

// Into the arena, which has `room` bytes: the payload, decoded, the header's texts, and the members where
// they will stay.
Result<std::size_t> VerifiedToken::read(std::string_view payload, std::string_view header_texts,
                                        std::size_t room, const Limits& limits) {
  char* const begin = reinterpret_cast<char*>(arena());
  header_texts.copy(begin + layout_.payload, header_texts.size());
  const std::size_t good = detail::base64url_decode_vectors(payload.data(), payload.size(), arena());
  if (good != payload.size()) return not_base64url(good);
  const std::size_t at = layout_.index_at();
  const std::span index{reinterpret_cast<JsonMember*>(begin + at), (room - at) / sizeof(JsonMember)};
  return detail::scan_noting({begin, layout_.payload}, index, limits, detail::registered_names,
                             registered_.names());
}

Result<void> VerifiedToken::load(std::string_view payload, const JoseHeader& header, const Limits& limits) {
  layout_ = {.payload = static_cast<std::uint16_t>(base64url_decoded_size(payload.size())),
             .typ = static_cast<std::uint16_t>(header.typ_size_),
             .kid = static_cast<std::uint16_t>(header.texts_.size() - header.typ_size_),
             .has_typ = header.has_typ_,
             .has_kid = header.has_kid_,
             .algorithm = header.algorithm()};
  const std::size_t room = layout_.texts() <= inline_size ? inline_size : reserve(limits);
  auto members = read(payload, header.texts_, room, limits);
  // With too many members to lie inline it is read once more, as what was read may have been changed.
  if (!members && members.error().code() == Errc::json_too_many_members && !large_) {
    members = read(payload, header.texts_, reserve(limits), limits);
  }
  if (!members) return members.error();
  layout_.members = static_cast<std::uint16_t>(*members);
  registered_.read_noted(claims());
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

JsonObject VerifiedToken::header() const& noexcept { return header_ ? header_->members() : JsonObject{}; }

VerifiedToken::operator TokenView() const& noexcept {
  return {.algorithm = algorithm(), .typ = typ(), .kid = kid(), .claims = {claims(), registered_}};
}

}  // namespace signet::inline v0
