// Keys from certificates: the period, the keyUsage, and nothing else of them (K20).
#include <doctest/doctest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>

#include "signet/jose/key.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet;

namespace {

NumericDate date_of(const ASN1_TIME* time) {
  std::tm utc{};
  REQUIRE(ASN1_TIME_to_tm(time, &utc) == 1);
  return NumericDate::from_seconds(timegm(&utc));
}

struct Period {
  NumericDate begin;
  NumericDate end;
};

// By OpenSSL's own reading, so that the files may be made anew.
Period period_of(const std::string& file) {
  const std::string pem = samples::file(file);
  BIO* const text = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
  REQUIRE(certificate != nullptr);
  const Period period{date_of(X509_get0_notBefore(certificate)), date_of(X509_get0_notAfter(certificate))};
  X509_free(certificate);
  BIO_free(text);
  return period;
}

Error error_of(const CertifiedKey& from, Algorithm algorithm, NumericDate now) {
  const auto key = VerificationKey::from_certificate(from, algorithm, now);
  return key ? Error{Errc::internal_error} : key.error();
}

const std::string file = "certificate.pem";
constexpr Seconds moment = Seconds::of_microseconds(1);

}  // namespace

TEST_CASE("a certificate gives its key, from PEM and from DER") {
  const std::string expected =
      (*VerificationKey::from_pem(samples::file("p256.public.pem"), Algorithm::ES256)).thumbprint();
  const NumericDate begin = period_of(file).begin;
  for (const std::string& text :
       {samples::file(file), "subject=test\n" + samples::file(file), samples::der(file)}) {
    const auto key = VerificationKey::from_certificate({text}, Algorithm::ES256, begin);
    REQUIRE(key);
    CHECK(key->thumbprint() == expected);
    CHECK_FALSE(key->kid().has_value());
  }
  const auto rsa = VerificationKey::from_certificate({samples::file("certificate_rsa.pem")}, Algorithm::PS256,
                                                     period_of("certificate_rsa.pem").begin);
  REQUIRE(rsa);
  CHECK(rsa->algorithm() == Algorithm::PS256);
}

TEST_CASE("K20: a certificate is refused before and after its period, unless told, and taken at both ends") {
  const Period period = period_of(file);
  const std::string text = samples::file(file);
  const Error early = fail(Errc::certificate_untimely, "notBefore");
  const Error late = fail(Errc::certificate_untimely, "notAfter");
  CHECK(error_of({text}, Algorithm::ES256, period.begin - moment) == early);
  CHECK(VerificationKey::from_certificate({text}, Algorithm::ES256, period.begin));
  CHECK(VerificationKey::from_certificate({text}, Algorithm::ES256, period.end));
  CHECK(error_of({text}, Algorithm::ES256, period.end + Seconds::of(1)) == late);
  for (const NumericDate now : {period.begin - Seconds::of(1), period.end + Seconds::of(1)}) {
    CHECK(VerificationKey::from_certificate({text, true}, Algorithm::ES256, now));
  }
}

TEST_CASE("K20: a keyUsage that permits no signatures is honoured") {
  const std::string name = "certificate_encipherment.pem";
  CHECK(error_of({samples::file(name)}, Algorithm::ES256, period_of(name).begin) ==
        fail(Errc::key_use_forbidden, "keyUsage"));
}

TEST_CASE("K19: what is not one whole certificate is refused") {
  const NumericDate now = period_of(file).begin;
  const std::string pem = samples::file(file);
  const std::string der = samples::der(file);
  for (const std::string& text : {std::string{}, pem + pem, pem.substr(0, 100), der.substr(0, der.size() - 1),
                                  der + '\0', samples::file("p256.public.pem"),
                                  samples::der("p256.public.pem"), pem + std::string(32 * 1024, '\n')}) {
    CHECK(error_of({text}, Algorithm::ES256, now) == fail(Errc::key_malformed));
  }
}

TEST_CASE("T25: a certificate for a key of another kind than the algorithm takes is refused") {
  const NumericDate now = period_of(file).begin;
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::ES384, Algorithm::EdDSA, Algorithm::HS256}) {
    CHECK(error_of({samples::file(file)}, algorithm, now) == fail(Errc::key_mismatch));
  }
}
