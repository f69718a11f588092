// Fuzzes signing: what is made of any members and payload, verification reads, and gives back the same
// payload.
#include "fuzz/fixed_keys.hpp"
#include "fuzz/json_values.hpp"
#include "fuzz/target.hpp"
#include "signet/jose/sign_jws.hpp"
#include "signet/jose/verified_jws.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// One byte of choices, then protected and unprotected members, a line each, and the payload.
struct Wish {
  explicit Wish(std::string_view input) {
    const auto choices = input.empty() ? 0U : static_cast<unsigned char>(input[0]);
    input.remove_prefix(input.empty() ? 0 : 1);
    form = choices & 3U;
    payload.detached = (choices & 4U) != 0;
    payload.unencoded = (choices & 8U) != 0;
    if ((choices & 16U) != 0) critical = {"exp", "x"};
    protected_members = cut(input, '\n');
    unprotected_members = cut(input, '\n');
    payload.bytes = input;
  }

  NewSignature signature() const {
    return {.key = hmac_key(),
            .protected_members = protected_members,
            .unprotected_members = unprotected_members,
            .critical = critical};
  }
  Result<std::string> sign() const {
    if (form == 0) return sign_compact_jws(payload, signature());
    if (form == 1) return sign_flattened_jws(payload, signature());
    const std::vector<NewSignature> signatures(form - 1, signature());
    return sign_general_jws(payload, signatures);
  }

  unsigned form = 0;
  JwsPayload payload{};
  std::vector<std::string> critical;
  std::string_view protected_members;
  std::string_view unprotected_members;
};

bool is_bound(Errc code) {
  return code == Errc::token_too_large || code == Errc::json_too_many_members ||
         code == Errc::json_too_deep || code == Errc::json_too_large;
}

void check_header(const VerifiedSignature& signature, std::string_view wished) {
  const auto header = json_of(signature.protected_text());
  if (!header) return;  // a number beyond double
  require(member(*header, "alg") == "HS256", "the protected header names the key's algorithm");
  const auto members = json_of(wished);
  if (!members) return;
  for (const auto& [name, value] : members->items()) {
    require(member(*header, name.c_str()) == value || name.find('\0') != std::string::npos,
            "every member that was given stands in the protected header");
  }
}

}  // namespace

void look_at(std::string_view input) {
  const Wish wish{input};
  const auto text = wish.sign();
  if (!text) return;
  JwsOptions options{.critical = wish.critical, .limits = {.token = 65'536, .header = 65'536}};
  if (wish.payload.detached) options.detached_payload = wish.payload.bytes;
  const auto jws = verify_jws(*text, fixed_keys(), fixed_algorithms, options);
  require(jws || is_bound(jws.error().code()), "what was signed is verified, unless a limit forbids");
  if (!jws) return;
  require(jws->payload() == wish.payload.bytes, "the payload comes back byte for byte");
  require(jws->signatures().size() == (wish.form < 2 ? 1 : wish.form - 1), "each signature comes back");
  check_header(jws->signatures()[0], wish.protected_members);
  if (wish.payload.detached) options.detached_payload = "another payload";
  const std::string other = wish.payload.detached ? *text : tampered(*text);
  const auto again = verify_jws(other, fixed_keys(), fixed_algorithms, options);
  const bool same = again && again->payload() == jws->payload() &&
                    again->signatures()[0].protected_text() == jws->signatures()[0].protected_text();
  require(!again || same, "with one character changed, what was signed is unchanged or it is refused");
}

}  // namespace signet_fuzz
