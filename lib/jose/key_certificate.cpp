// The key of an X.509 certificate that is trusted as such: no chain, no name and no signature is looked at.
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>

#include "jose/key_encoding.hpp"
#include "jose/key_reading.hpp"
#include "jose/pem_block.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

void free_certificate(X509* certificate) noexcept { X509_free(certificate); }
using Certificate = Handle<X509, free_certificate>;

Result<Certificate> decode_certificate(std::span<const unsigned char> der) {
  const unsigned char* at = der.data();
  Certificate certificate{d2i_X509(nullptr, &at, static_cast<long>(der.size()))};
  if (!certificate || at != der.data() + der.size()) return fail(Errc::key_malformed);
  return certificate;
}

Result<Certificate> read_certificate(std::string_view text) {
  if (text.size() > max_key_text) return fail(Errc::key_malformed);
  if (!has_pem_block(text)) return decode_certificate({bytes_of(text.data()), text.size()});
  const auto block = PemBlock::read(text);
  if (!block) return block.error();
  if (block->label() != "CERTIFICATE") return fail(Errc::key_malformed);  // RFC 7468 §5.1
  return decode_certificate(block->der());
}

// RFC 5280 §4.1.2.5: both ends belong to the period.
Result<void> check_dates(const X509* certificate, NumericDate now) {
  constexpr int invalid = -2;
  const auto second = static_cast<std::time_t>(now.seconds());
  const int begun = ASN1_TIME_cmp_time_t(X509_get0_notBefore(certificate), second);
  const int ended = ASN1_TIME_cmp_time_t(X509_get0_notAfter(certificate), second);
  if (begun == invalid || ended == invalid) return fail(Errc::key_malformed);
  if (begun > 0) return fail(Errc::certificate_untimely, "notBefore");
  if (ended < 0) return fail(Errc::certificate_untimely, "notAfter");
  return {};
}

// RFC 5280 §4.2.1.3: where the extension is present, it must permit signatures.
Result<void> check_use(X509* certificate) {
  constexpr std::uint32_t signing = KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION;
  const bool broken = (X509_get_extension_flags(certificate) & EXFLAG_INVALID) != 0;
  if (broken) return fail(Errc::key_malformed);
  if ((X509_get_key_usage(certificate) & signing) == 0) return fail(Errc::key_use_forbidden, "keyUsage");
  return {};
}

Result<SharedKey> read_certified(const CertifiedKey& from, Algorithm algorithm, NumericDate now) {
  if (const auto takes = takes_key_files(algorithm); !takes) return takes.error();
  const QuietErrors quiet;
  const auto certificate = read_certificate(from.certificate);
  if (!certificate) return certificate.error();
  if (!from.at_any_time) {
    if (const auto timely = check_dates(certificate->get(), now); !timely) return timely.error();
  }
  if (const auto permitted = check_use(certificate->get()); !permitted) return permitted.error();
  Pkey key{X509_get_pubkey(certificate->get())};
  if (!key) return fail(Errc::key_malformed);
  return share_checked(std::move(key), algorithm, Purpose::verify);
}

}  // namespace
}  // namespace detail

Result<VerificationKey> VerificationKey::from_certificate(const CertifiedKey& from, Algorithm algorithm,
                                                          NumericDate now) {
  return from_material(detail::read_certified(from, algorithm, now));
}

}  // namespace signet::inline v0
