// Writing and signing a JWT, in the caller's buffer.
#include "signet/token/token_issuer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "core/digits.hpp"
#include "core/uuid_text.hpp"
#include "jose/key_material.hpp"
#include "jose/signature.hpp"
#include "jose/signature_buffer.hpp"
#include "signet/core/utf8.hpp"
#include "signet/core/uuid.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/json/scanner.hpp"
#include "signet/json/writer.hpp"
#include "token/payload_text.hpp"

namespace signet::inline v0 {
namespace {

constexpr Seconds longest_lifetime = Seconds::of(std::int64_t{366} * 86'400);
constexpr std::size_t usual_room = 1024;  // bytes; a token of some 400 bytes of claims, and these beside it
constexpr std::array<std::string_view, 7> own_names{"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};

bool is_own_name(std::string_view name) noexcept {
  return name.size() == 3 && std::ranges::find(own_names, name) != own_names.end();
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

void write_issuer(JsonWriter& json, const TokenIssuerOptions& options) {
  if (!options.issuer.empty()) json.key("iss").string(options.issuer);
}

// Up to where the date stands that each token has.
void write_audience_and_expiry(JsonWriter& json, const TokenIssuerOptions& options) {
  if (options.audience.size() == 1 && !options.audience_array) {
    json.key("aud").string(options.audience.front());
  } else if (!options.audience.empty()) {
    json.key("aud").begin_array();
    for (const std::string& name : options.audience) json.string(name);
    json.end_array();
  }
  json.key("exp");
}

// The digits of a date, kept in registers: bytes that were just stored would have to be waited for.
class Digits {
 public:
  static constexpr std::size_t most = 20;  // a sign and 19 digits

  explicit Digits(NumericDate date) noexcept : seconds_(date.seconds()) {
    if (!are_ten()) return;
    const auto seconds = static_cast<std::uint64_t>(seconds_);
    const std::uint64_t first = seconds / 100'000'000;
    tens_ = static_cast<char>('0' + first / 10);
    ones_ = static_cast<char>('0' + first % 10);
    others_ = detail::eight_digits(seconds % 100'000'000);
  }
  /// @return behind the last digit
  char* put(char* at) const noexcept {
    if (!are_ten()) return put_any(at);
    at[0] = tens_;
    at[1] = ones_;
    detail::put_eight_bytes(at + 2, others_);
    return at + 10;
  }

 private:
  // From 2001 to 2286.
  bool are_ten() const noexcept { return seconds_ >= 1'000'000'000 && seconds_ <= 9'999'999'999; }

  [[gnu::noinline]] char* put_any(char* at) const noexcept {
    return std::to_chars(at, at + most, seconds_).ptr;
  }

  std::int64_t seconds_;
  char tens_ = '0';  // of the first two digits
  char ones_ = '0';
  std::uint64_t others_ = 0;  // eight digits
};

char* put(char* at, std::string_view text) noexcept {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// `exp` is under way; no byte of the dates and of `jti` needs an escape.
void write_dates_and_id(detail::PayloadText& payload, const TokenIssuerOptions& options, NumericDate now,
                        const Uuid& id) {
  char* at = payload.room(160);  // three dates of 20 characters each and a UUID take 125
  at = Digits{now + options.lifetime}.put(at);
  const Digits issued{now};
  if (options.not_before) at = issued.put(put(at, R"(,"nbf":)"));
  at = issued.put(put(at, R"(,"iat":)"));
  if (options.token_id) at = put(detail::put_uuid(put(at, R"(,"jti":")"), id), "\"");
  payload.ends_at(at);
}

// Makes `text` the front of `out`, and leaves what is behind: written over, it need not be made again.
void begin_with(std::string& out, std::string_view text) {
  if (out.size() < text.size()) out.resize(text.size());
  text.copy(out.data(), text.size());
}

}  // namespace

Result<TokenIssuer> TokenIssuer::build(TokenIssuerOptions options) {
  if (options.lifetime < Seconds::of(1) || options.lifetime > longest_lifetime) {
    return fail(Errc::option_invalid, "lifetime");
  }
  if (const auto option = option_without_utf8(options)) return fail(Errc::option_invalid, *option);
  auto header = encoded_header(options);
  if (!header) return header.error();
  Texts texts = first_claims(*header, options);
  return TokenIssuer{std::move(options), std::move(texts)};
}

// `header` and the claims, encoded up to the last whole group.
TokenIssuer::Front TokenIssuer::front_of(std::string_view header, std::string_view claims,
                                         const SigningKey& key) {
  const std::size_t rest = claims.size() % 3;
  Front front;
  front.text.append(header).append(base64url_encode(claims.substr(0, claims.size() - rest)));
  claims.copy(front.rest.data(), rest, claims.size() - rest);
  front.rest_size = rest;
  auto begun = detail::share_begun(*key.material_, front.text);
  front.key = std::move(begun.key);
  front.hashed = begun.hashed;
  return front;
}

TokenIssuer::Texts TokenIssuer::first_claims(std::string_view header, const TokenIssuerOptions& options) {
  std::string without_subject;
  JsonWriter without{without_subject};
  without.begin_object();
  write_issuer(without, options);
  write_audience_and_expiry(without, options);

  std::string with_subject;
  JsonWriter with{with_subject};
  with.begin_object();
  write_issuer(with, options);
  with.key("sub").string("");
  const std::size_t subject = with_subject.size() - 1;  // before the closing quote
  write_audience_and_expiry(with, options);
  const auto to_subject = std::string_view{with_subject}.substr(0, subject);
  return {front_of(header, without_subject, options.key), front_of(header, to_subject, options.key),
          with_subject.substr(subject)};
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
  if (const Claim* const claim = spoiling_claim(token.claims, out)) {
    return fail(Errc::claim_invalid, claim->name_);
  }
  Uuid id;
  if (options_.token_id) {
    const auto made = Uuid::random(random);
    if (!made) return made.error();
    id = *made;
  }
  const Front& front = token.subject.empty() ? texts_.without_subject : texts_.to_subject;
  begin_with(out, front.text);
  detail::PayloadText payload{out, front.text.size()};
  payload.put(front.rest, front.rest_size);
  if (!write_claims(payload, token, now, id)) return fail(Errc::utf8_invalid);
  return append_signature(out, payload.finish(), front);
}

// Signs the first `size` bytes of `out` and ends it behind the signature.
Result<void> TokenIssuer::append_signature(std::string& out, std::size_t size, const Front& front) const {
  detail::SignatureBuffer signature;
  const std::string_view input{out.data(), size};
  const Result<std::size_t> made =
      front.key ? detail::make_signature(*front.key, input.substr(front.hashed), signature)
                : options_.key.sign(input, signature);
  if (!made) return made.error();
  if (*made == 0) return fail(Errc::signing_failed);
  out.resize(size + 1 + base64url_encoded_size(*made));
  out[size] = '.';
  base64url_encode(std::span{signature}.first(*made), out.data() + size + 1);
  return {};
}

// Those behind the front. @return whether their texts are UTF-8
bool TokenIssuer::write_claims(detail::PayloadText& payload, const NewToken& token, NumericDate now,
                               const Uuid& id) const {
  bool utf8 = true;
  if (!token.subject.empty()) {
    utf8 = payload.put_escaped("", token.subject, "");
    payload.put(texts_.from_subject);
  }
  write_dates_and_id(payload, options_, now, id);
  for (const Claim& claim : token.claims) utf8 = write_claim(payload, claim) && utf8;
  payload.put("}");
  return utf8;
}

// @return whether its texts are UTF-8
bool TokenIssuer::write_claim(detail::PayloadText& payload, const Claim& claim) {
  if (claim.kind_ == Claim::Kind::text) {
    const bool utf8_name = payload.put_escaped(",\"", claim.name_, "\":\"");
    return payload.put_escaped("", claim.text_, "\"") && utf8_name;
  }
  const bool utf8_name = payload.put_escaped(",\"", claim.name_, "\":");
  switch (claim.kind_) {
    case Claim::Kind::integer: {
      char* const at = payload.room(Digits::most);
      payload.ends_at(std::to_chars(at, at + Digits::most, claim.number_).ptr);
      break;
    }
    case Claim::Kind::boolean:
      payload.put(claim.number_ != 0 ? std::string_view{"true"} : "false");
      break;
    case Claim::Kind::json:
      payload.put(claim.text_);
      break;
    case Claim::Kind::text:
      break;
  }
  return utf8_name;
}

// The first claim that may not stand where it does. JSON is looked at in `room`.
const Claim* TokenIssuer::spoiling_claim(std::span<const Claim> claims, std::string& room) {
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const Claim& claim = claims[i];
    const auto before = claims.first(i);
    if (is_own_name(claim.name_) || std::ranges::find(before, claim.name_, &Claim::name_) != before.end() ||
        (claim.kind_ == Claim::Kind::json && !is_json_value(claim.text_, room))) {
      return &claim;
    }
  }
  return nullptr;
}

}  // namespace signet::inline v0
