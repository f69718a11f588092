// Writing and signing a JWT, in the caller's buffer.
#include "signet/token/token_issuer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

#include "core/digits.hpp"
#include "core/uuid_text.hpp"
#include "jose/signature_buffer.hpp"
#include "json/escape.hpp"
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

Result<char*> put_token_id(char* at, RandomSource& random) {
  const auto id = Uuid::random(random);
  if (!id) return id.error();
  return put(detail::put_uuid(put(at, R"(,"jti":")"), *id), "\"");
}

bool put_escaped(detail::PayloadText& payload, std::string_view text) {
  return detail::put_escaped(text, [&payload](std::string_view piece) { payload.put(piece); });
}

// Makes `text` the front of `out`, and leaves what is behind: written over, it need not be made again.
void begin_with(std::string& out, std::string_view text) {
  if (out.size() < text.size()) out.resize(text.size());
  text.copy(out.data(), text.size());
}

// Signs the first `size` bytes of `out` and ends it behind the signature.
Result<void> append_signature(std::string& out, std::size_t size, const SigningKey& key) {
  detail::SignatureBuffer signature;
  const auto made = key.sign(std::string_view{out}.substr(0, size), signature);
  if (!made) return made.error();
  out.resize(size + 1 + base64url_encoded_size(*made));
  out[size] = '.';
  base64url_encode(std::span{signature}.first(*made), out.data() + size + 1);
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
  Texts texts = first_claims(options);
  texts.header = *std::move(header);
  return TokenIssuer{std::move(options), std::move(texts)};
}

TokenIssuer::Texts TokenIssuer::first_claims(const TokenIssuerOptions& options) {
  Texts texts;
  JsonWriter without{texts.without_subject};
  without.begin_object();
  write_issuer(without, options);
  write_audience_and_expiry(without, options);

  JsonWriter with{texts.to_subject};
  with.begin_object();
  write_issuer(with, options);
  with.key("sub").string("");
  const std::size_t subject = texts.to_subject.size() - 1;  // before the closing quote
  write_audience_and_expiry(with, options);
  texts.from_subject = texts.to_subject.substr(subject);
  texts.to_subject.resize(subject);
  return texts;
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
  begin_with(out, texts_.header);
  detail::PayloadText payload{out, texts_.header.size()};
  if (const auto written = write_claims(payload, token, now, random); !written) return written;
  return append_signature(out, payload.finish(), options_.key);
}

Result<void> TokenIssuer::write_claims(detail::PayloadText& payload, const NewToken& token, NumericDate now,
                                       RandomSource& random) const {
  bool utf8 = true;
  if (token.subject.empty()) {
    payload.put(texts_.without_subject);
  } else {
    payload.put(texts_.to_subject);
    utf8 = put_escaped(payload, token.subject);
    payload.put(texts_.from_subject);
  }
  if (const auto written = write_dates_and_id(payload, now, random); !written) return written;
  for (const Claim& claim : token.claims) utf8 = write_claim(payload, claim) && utf8;
  payload.put("}");
  if (!utf8) return fail(Errc::utf8_invalid);
  return {};
}

// Nothing in them needs an escape.
Result<void> TokenIssuer::write_dates_and_id(detail::PayloadText& payload, NumericDate now,
                                             RandomSource& random) const {
  char* at = payload.room(160);  // three dates of 20 characters each and a UUID take 125
  at = Digits{now + options_.lifetime}.put(at);
  const Digits issued{now};
  if (options_.not_before) at = issued.put(put(at, R"(,"nbf":)"));
  at = issued.put(put(at, R"(,"iat":)"));
  if (options_.token_id) {
    const auto behind = put_token_id(at, random);
    if (!behind) return behind.error();
    at = *behind;
  }
  payload.ends_at(at);
  return {};
}

// Whether its texts are UTF-8.
bool TokenIssuer::write_claim(detail::PayloadText& payload, const Claim& claim) {
  payload.put(",\"");
  const bool utf8_name = put_escaped(payload, claim.name_);
  if (claim.kind_ == Claim::Kind::text) {
    payload.put("\":\"");
  } else {
    payload.put("\":");
  }
  switch (claim.kind_) {
    case Claim::Kind::text: {
      const bool utf8_text = put_escaped(payload, claim.text_);
      payload.put("\"");
      return utf8_name && utf8_text;
    }
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
  }
  return utf8_name;
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
