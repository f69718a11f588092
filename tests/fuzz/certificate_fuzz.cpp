// Fuzzes X.509 certificates, as PEM and as DER.
#include "fuzz/key_checks.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr auto now = NumericDate::from_seconds(1'700'000'000);
constexpr Error unreadable{Errc::key_malformed};  // a period that is no time at all

}  // namespace

void look_at(std::string_view input) {
  for (const Algorithm kind : {Algorithm::RS256, Algorithm::ES256, Algorithm::Ed25519}) {
    const auto key = VerificationKey::from_certificate({.certificate = input}, kind, now);
    const auto ever =
        VerificationKey::from_certificate({.certificate = input, .at_any_time = true}, kind, now);
    require(!key || ever, "a certificate that holds now holds at any time");
    require(key || !ever || key.error().code() == Errc::certificate_untimely || key.error() == unreadable,
            "what holds without regard to time is refused for its period only");
    if (!ever) continue;
    if (key) require(same_key(*key, *ever), "its key does not depend on the time");
    check_public_key(*ever);
    const std::string twice = std::string{input} + "\n" + std::string{input};
    require(!VerificationKey::from_certificate({.certificate = twice, .at_any_time = true}, kind, now),
            "two certificates are refused");
  }
}

}  // namespace signet_fuzz
