// Signs flow C's tokens, and verifies its refresh tokens.
#include "auth_server/tokens_c.hpp"

#include <charconv>
#include <limits>
#include <system_error>
#include <vector>

#include "common/flow_c.hpp"
#include "common/secrets.hpp"
#include "signet/core/random.hpp"
#include "signet/jose/jws.hpp"
#include "signet/json/writer.hpp"

namespace signet::example {
namespace {

constexpr std::size_t uuid_size = 36;
constexpr Seconds exact_lifetime = Seconds::of(15);  // as documented
constexpr Seconds modern_lifetime = Seconds::of(900);

/// The claims that both kinds have, in the document's order; `session` only where it is given.
Result<std::string> claims_json(std::string_view name, NumericDate issued_at, NumericDate expires_at,
                                std::string_view id, const FamilyId* session = nullptr) {
  std::string out;
  JsonWriter json{out};
  json.begin_object().key("name").string(name).key("iat").date(issued_at).key("exp").date(expires_at);
  json.key("jti").string(id);
  if (session != nullptr) json.key("sid").string(session->uuid.text());
  if (const auto written = json.end_object().finish(); !written) return written.error();
  return out;
}

}  // namespace

std::string RefreshId::text() const {
  return family.uuid.text() + (generation == 0 ? "" : "." + std::to_string(generation));
}

std::optional<RefreshId> RefreshId::parse(std::string_view text) {
  const auto family = Uuid::parse(text.substr(0, uuid_size));
  if (!family) return std::nullopt;
  RefreshId id{.family = {*family}};
  if (text.size() > uuid_size + 1) {
    const char* const end = text.data() + text.size();
    if (std::from_chars(text.data() + uuid_size + 1, end, id.generation).ptr != end) return std::nullopt;
  }
  return id.text() == text ? std::optional{id} : std::nullopt;
}

Start<TokensC> TokensC::load(const Options& options) {
  auto exact = exact_mode(options);
  if (!exact) return exact.stop();
  auto access =
      read_secrets(options.secret("access_token_secret"), "access_token_secret (ACCESS_TOKEN_SECRET)");
  if (!access) return access.stop();
  auto refresh =
      read_secrets(options.secret("refresh_token_secret"), "refresh_token_secret (REFRESH_TOKEN_SECRET)");
  if (!refresh) return refresh.stop();
  if (share_a_value(*access, *refresh)) {
    return Stop{
        exit_usage,
        "access_token_secret and refresh_token_secret hold the same secret; make another with: openssl "
        "rand -base64 48"};
  }
  auto verifiers = verifiers_c(*refresh, "refresh_token_secret");
  if (!verifiers) return verifiers.stop();
  auto access_key = SigningKey::from_secret(access->front(), Algorithm::HS256);
  if (!access_key) return refused("access_token_secret", access_key.error());
  auto refresh_key = SigningKey::from_secret(refresh->front(), Algorithm::HS256);
  if (!refresh_key) return refused("refresh_token_secret", refresh_key.error());
  TokensC tokens{*std::move(access_key), *std::move(refresh_key), *std::move(verifiers)};
  tokens.access_lifetime_ = *exact ? exact_lifetime : modern_lifetime;
  if (!options.text("access_lifetime").empty()) tokens.access_lifetime_ = options.duration("access_lifetime");
  tokens.names_session_ = !*exact;
  return tokens;
}

Result<std::string> TokensC::access_token(std::string_view name, const FamilyId& session,
                                          NumericDate now) const {
  const auto id = Uuid::random(system_random());
  if (!id) return id.error();
  const auto claims =
      claims_json(name, now, now + access_lifetime_, id->text(), names_session_ ? &session : nullptr);
  if (!claims) return claims.error();
  return sign_compact(access_, *claims, {.typ = "JWT"});
}

Result<TokenPairC> TokensC::sign(const RefreshClaims& claims, NumericDate now) const {
  auto access = access_token(claims.name, claims.id.family, now);
  if (!access) return access.error();
  const auto json = claims_json(claims.name, now, claims.expires_at, claims.id.text());
  if (!json) return json.error();
  auto refresh = sign_compact(refresh_, *json, {.typ = "JWT"});
  if (!refresh) return refresh.error();
  return TokenPairC{*std::move(access), *std::move(refresh)};
}

Result<RefreshClaims> TokensC::read_refresh(std::string_view token, NumericDate now) const {
  const auto verified = refresh_verifiers_.verify(token, now);
  if (!verified) return verified.error();
  const auto id = RefreshId::parse(verified->token_id().value_or(""));
  if (!id) return fail(Errc::claim_invalid, "jti");
  return RefreshClaims{std::string{verified->claims().string("name").value_or("")}, *id,
                       verified->expires_at().value_or(NumericDate{})};
}

std::vector<Option> token_options_c() {
  return {
      {.key = "refresh_token_secret",
       .kind = OptionKind::secret,
       .fallback = "",
       .help = "refresh tokens are HS256 with this secret, another one, which no other server needs",
       .documented_variable = "REFRESH_TOKEN_SECRET",
       .flow = "C"},
      {.key = "access_lifetime",
       .kind = OptionKind::duration,
       .fallback = "",
       .help = "of access tokens, 1s to 1h; 15s in exact mode, 15m in modern",
       .least = 1,
       .most = 3600,
       .flow = "C"},
  };
}

}  // namespace signet::example
