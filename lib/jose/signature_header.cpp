// What a header may say in which place, and which critical members are understood.
#include "jose/signature_header.hpp"
#include "signet/jose/key_set.hpp"

#include <algorithm>
#include <array>

#include "jose/critical.hpp"

namespace signet::inline v0::detail {
namespace {

// RFC 7797 §3, §6.
Result<PayloadCoding> read_b64(const JsonObject& header, const std::vector<std::string_view>& critical) {
  const auto b64 = header.find("b64");
  if (!b64) return PayloadCoding::base64url;
  if (std::ranges::find(critical, "b64") == critical.end()) return fail(Errc::crit_unsupported, "b64");
  if (b64->type != JsonType::boolean) return fail(Errc::header_malformed, "b64");
  return b64->text == "false" ? PayloadCoding::unencoded : PayloadCoding::base64url;
}

// Members whose place matters: those that must be protected, and those that stand in both headers.
Result<void> check_places(const JsonObject& signed_part, const JsonObject& unsigned_part,
                          bool accept_unprotected_alg) {
  for (const std::string_view name : {"crit", "b64"}) {
    if (unsigned_part.find(name)) return fail(Errc::crit_unsupported, name);
  }
  for (std::size_t i = 0; i < unsigned_part.size(); ++i) {
    // Only a name from the standard is told; any other is a word of the outside.
    const auto known = std::ranges::find(names_of_jws, unsigned_part.name(i));
    if (signed_part.find(unsigned_part.name(i))) {
      return fail(Errc::header_malformed, known != names_of_jws.end() ? *known : std::string_view{});
    }
  }
  if (!accept_unprotected_alg && unsigned_part.find("alg")) return fail(Errc::header_malformed, "alg");
  return {};
}

Result<HeaderObject> scan_if_there(std::string text, const Limits& limits) {
  if (text.empty()) return HeaderObject{};
  return HeaderObject::scan(std::move(text), limits);
}

}  // namespace

Result<HeaderObject> HeaderObject::scan(std::string text, const Limits& limits) {
  std::array<JsonMember, 256> index;
  HeaderObject object;
  object.text_ = std::move(text);
  object.decoded_ = object.text_;
  const auto count = scan_object(object.decoded_, index, limits);
  if (!count) return count.error();
  if (*count == 0) return fail(Errc::header_malformed);
  const auto members = std::span{index}.first(*count);
  object.index_.assign(members.begin(), members.end());
  return object;
}

Result<SignatureHeader> SignatureHeader::read(HeaderTexts texts, const JwsOptions& options) {
  auto signed_part = scan_if_there(std::move(texts.protected_header), options.limits);
  if (!signed_part) return signed_part.error();
  const auto unsigned_part = scan_if_there(std::string{texts.unprotected_header}, options.limits);
  if (!unsigned_part) return unsigned_part.error();
  const JsonObject members = signed_part->members();
  if (const auto placed = check_places(members, unsigned_part->members(), options.accept_unprotected_alg);
      !placed) {
    return placed.error();
  }
  const auto critical = read_crit(members, {.by_caller = options.critical, .b64 = true});
  if (!critical) return critical.error();
  const auto coding = read_b64(members, *critical);
  if (!coding) return coding.error();
  auto jose = JoseHeader::read(members, unsigned_part->members());
  if (!jose) return jose.error();

  SignatureHeader header;
  header.protected_ = std::move(*signed_part);
  header.jose_ = std::move(*jose);
  header.coding_ = *coding;
  return header;
}

VerifiedSignature SignatureHeader::verified_by(const VerificationKey& key) && {
  VerifiedSignature signature;
  signature.algorithm_ = key.algorithm();
  const auto kid = jose_.kid();
  if (kid && (key.kid() == kid || protected_.members().find("kid"))) signature.kid_ = std::string{*kid};
  signature.header_ = std::move(protected_);
  return signature;
}

}  // namespace signet::inline v0::detail
