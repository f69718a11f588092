// Writing and signing a JWT, in the caller's buffer.
#include "signet/token/token_issuer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "signet/core/utf8.hpp"
#include "signet/core/uuid.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/json/scanner.hpp"
#include "signet/json/writer.hpp"
#include "token/signature_buffer.hpp"

namespace signet::inline v0 {
namespace {

constexpr Seconds longest_lifetime = Seconds::of(std::int64_t{366} * 86'400);
constexpr std::size_t usual_room = 1024;  // bytes; a token of some 400 bytes of claims, and these beside it
constexpr std::array<std::string_view, 7> own_names{"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

void append_base64url(std::string& out, std::span<const std::byte> bytes) {
  const std::size_t at = out.size();
  out.resize(at + base64url_encoded_size(bytes.size()));
  base64url_encode(bytes, out.data() + at);
}

// As the only member of an object: anything that is not one value spoils the object or adds members to it.
// The object is made in `room`.
bool is_json_value(std::string_view json, std::string& room) {
  room.assign(R"({"":)").append(json).append(1, '}');
  std::array<JsonMember, 256> index;
  const auto members = scan_object(room, index);
  return members.has_value() && *members == 1;
}

Result<std::string> encoded_header(const TokenIssuerOptions& options) {
  std::string text;
  JsonWriter json{text};
  json.begin_object().key("alg").string(to_string(options.key.algorithm()));
  if (!options.typ.empty()) json.key("typ").string(options.typ);
  if (const auto kid = options.key.kid()) json.key("kid").string(*kid);
  json.end_object();
  if (const auto done = json.finish(); !done) return done.error();
  return base64url_encode(text) + '.';
}

std::optional<std::string_view> option_without_utf8(const TokenIssuerOptions& options) {
  if (!is_utf8(options.issuer)) return "issuer";
  if (!std::ranges::all_of(options.audience, is_utf8)) return "audience";
  if (!is_utf8(options.typ)) return "typ";
  if (!is_utf8(options.key.kid().value_or(""))) return "key";
  return std::nullopt;
}

// The member as it stands in every token, or nothing.
std::string issuer_member(const TokenIssuerOptions& options) {
  std::string member;
  if (!options.issuer.empty()) JsonWriter{member}.key("iss").string(options.issuer);
  return member;
}

std::string audience_member(const TokenIssuerOptions& options) {
  std::string member;
  if (options.audience.empty()) return member;
  JsonWriter json{member};
  json.key("aud");
  if (options.audience.size() == 1 && !options.audience_array) {
    json.string(options.audience.front());
    return member;
  }
  json.begin_array();
  for (const std::string& name : options.audience) json.string(name);
  json.end_array();
  return member;
}

// Members of dates and a token id, put together on the stack: nothing in them needs an escape.
class PlainMembers {
 public:
  PlainMembers& add(std::string_view text) noexcept {
    end_ = std::ranges::copy(text, end_).out;
    return *this;
  }
  PlainMembers& add(NumericDate date) noexcept {
    end_ = std::to_chars(end_, text_.data() + text_.size(), date.seconds()).ptr;
    return *this;
  }
  std::string_view text() const noexcept { return {text_.data(), end_}; }

 private:
  std::array<char, 128> text_;  // not zeroed; three dates of 20 characters each and a UUID take 125
  char* end_ = text_.data();
};

Result<void> add_token_id(PlainMembers& members, RandomSource& random) {
  const auto id = Uuid::random(random);
  if (!id) return id.error();
  const auto text = id->characters();
  members.add(R"(,"jti":")").add({text.data(), text.size()}).add("\"");
  return {};
}

// Replaces the text behind the first `kept` bytes of `out` by its base64url form. It is encoded behind itself
// and then cut out, so that `out` is all the room that is needed.
void encode_behind(std::string& out, std::size_t kept) {
  const std::size_t size = out.size() - kept;
  out.resize(out.size() + base64url_encoded_size(size));
  const auto text = std::as_bytes(std::span{out}.subspan(kept, size));
  base64url_encode(text, out.data() + kept + size);
  out.erase(kept, size);
}

Result<void> append_signature(std::string& out, const SigningKey& key) {
  detail::SignatureBuffer signature;
  const auto size = key.sign(out, signature);
  if (!size) return size.error();
  out += '.';
  append_base64url(out, std::span{signature}.first(*size));
  return {};
}

}  // namespace

Result<TokenIssuer> TokenIssuer::build(TokenIssuerOptions options) {
  if (options.lifetime < Seconds::of(1) || options.lifetime > longest_lifetime) {
    return fail(Errc::option_invalid, "lifetime");
  }
  if (const auto option = option_without_utf8(options)) return fail(Errc::option_invalid, *option);
  auto header = encoded_header(options);
  if (!header) return header.error();
  std::string issuer = issuer_member(options);
  std::string audience = audience_member(options);
  return TokenIssuer{std::move(options), {*std::move(header), std::move(issuer), std::move(audience)}};
}

Result<std::string> TokenIssuer::issue(const NewToken& token, NumericDate now, RandomSource& random) const {
  std::string out;
  out.reserve(usual_room);
  if (const auto issued = issue_into(out, token, now, random); !issued) return issued.error();
  return out;
}

Result<void> TokenIssuer::issue_into(std::string& out, const NewToken& token, NumericDate now,
                                     RandomSource& random) const {
  auto written = write(out, token, now, random);
  if (!written) out.clear();
  return written;
}

Result<void> TokenIssuer::write(std::string& out, const NewToken& token, NumericDate now,
                                RandomSource& random) const {
  if (const auto checked = check_claims(token.claims, out); !checked) return checked;
  out.assign(texts_.header);
  if (const auto written = write_claims(out, token, now, random); !written) return written;
  encode_behind(out, texts_.header.size());
  return append_signature(out, options_.key);
}

Result<void> TokenIssuer::write_claims(std::string& out, const NewToken& token, NumericDate now,
                                       RandomSource& random) const {
  JsonWriter json{out};
  json.begin_object();
  if (!texts_.issuer.empty()) json.raw(texts_.issuer);
  if (!token.subject.empty()) json.key("sub").string(token.subject);
  if (!texts_.audience.empty()) json.raw(texts_.audience);
  PlainMembers plain;
  plain.add(R"("exp":)").add(now + options_.lifetime);
  if (options_.not_before) plain.add(R"(,"nbf":)").add(now);
  plain.add(R"(,"iat":)").add(now);
  if (options_.token_id) {
    if (const auto added = add_token_id(plain, random); !added) return added;
  }
  json.raw(plain.text());
  for (const Claim& claim : token.claims) write_claim(json, claim);
  json.end_object();
  return json.finish();
}

void TokenIssuer::write_claim(JsonWriter& json, const Claim& claim) {
  json.key(claim.name_);
  switch (claim.kind_) {
    case Claim::Kind::text:
      json.string(claim.text_);
      return;
    case Claim::Kind::integer:
      json.integer(claim.number_);
      return;
    case Claim::Kind::boolean:
      json.boolean(claim.number_ != 0);
      return;
    case Claim::Kind::json:
      json.raw(claim.text_);
      return;
  }
}

Result<void> TokenIssuer::check_claims(std::span<const Claim> claims, std::string& room) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    const auto before = claims.first(i);
    if (std::ranges::find(own_names, claim.name_) != own_names.end() ||
        std::ranges::find(before, claim.name_, &Claim::name_) != before.end() ||
        (claim.kind_ == Claim::Kind::json && !is_json_value(claim.text_, room))) {
      return fail(Errc::claim_invalid, claim.name_);
    }
  }
  return {};
}

}  // namespace signet::inline v0
