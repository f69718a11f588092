// Verification of a JWS in any serialization: all of it is read before the first key is looked at.
#include "signet/jose/verified_jws.hpp"
#include "signet/jose/key_set.hpp"

#include <algorithm>

#include "core/limits_range.hpp"
#include "jose/jws_parts.hpp"
#include "jose/signature_header.hpp"
#include "jose/signing_input.hpp"
#include "signet/jose/base64url.hpp"

namespace signet::inline v0 {
namespace detail {
namespace {

// A signature that was read, and whose key is not yet known.
struct Candidate {
  SignatureHeader header;
  std::string encoded_header;
  std::string signature;
};

Result<Candidate> read_candidate(const SignaturePart& part, const JwsOptions& options) {
  auto signature = base64url_decode(part.signature);
  if (!signature) return signature.error();
  auto protected_header = base64url_decode(part.protected_header);
  if (!protected_header) return protected_header.error();
  auto header = SignatureHeader::read({std::move(*protected_header), part.unprotected_header}, options);
  if (!header) return header.error();
  return Candidate{std::move(*header), part.protected_header, std::move(*signature)};
}

struct Payload {
  std::string bytes;
  std::string as_signed;
};

Result<Payload> attached_payload(const JwsParts& jws, PayloadCoding coding) {
  if (coding == PayloadCoding::base64url) {
    auto bytes = base64url_decode(*jws.payload);
    if (!bytes) return bytes.error();
    return Payload{std::move(*bytes), *jws.payload};
  }
  if (jws.serialization == Serialization::compact && !fits_compact(*jws.payload)) {
    return fail(Errc::token_malformed, "payload");
  }
  return Payload{*jws.payload, *jws.payload};
}

Payload detached_payload(std::string_view bytes, PayloadCoding coding) {
  return {std::string{bytes},
          coding == PayloadCoding::base64url ? base64url_encode(bytes) : std::string{bytes}};
}

// A compact JWS has an empty part where its payload was taken out, which may also be an empty payload.
bool has_payload(const JwsParts& jws, const JwsOptions& options) {
  const bool may_be_empty = jws.serialization == Serialization::json || !options.detached_payload;
  return jws.payload && (may_be_empty || !jws.payload->empty());
}

Result<Payload> read_payload(const JwsParts& jws, const JwsOptions& options, PayloadCoding coding) {
  const auto& detached = options.detached_payload;
  if (has_payload(jws, options) == detached.has_value()) return fail(Errc::token_malformed, "payload");
  return detached ? detached_payload(*detached, coding) : attached_payload(jws, coding);
}

}  // namespace

// One call of verify_jws. With any_of it goes on after what says that a signature is for somebody else.
class JwsVerification {
 public:
  JwsVerification(const KeySource& keys, AlgorithmSet accepted, const JwsOptions& options) noexcept
      : keys_(keys.view()), accepted_(accepted), options_(options) {}

  Result<VerifiedJws> run(std::string_view text,
                          Result<JwsParts> (*take_apart)(std::string_view, const Limits&)) {
    if (!in_range(options_.limits)) return fail(Errc::option_invalid, "limits");
    if (!in_range(options_.try_candidates, KeyCandidates::most)) {
      return fail(Errc::option_invalid, "try_candidates");
    }
    const auto jws = take_apart(text, options_.limits);
    if (!jws) return jws.error();
    auto candidates = read(*jws);
    if (!candidates) return candidates.error();
    if (candidates->empty()) return *passed_over_;
    auto payload = read_payload(*jws, options_, candidates->front().header.coding());
    if (!payload) return payload.error();
    return verify(std::move(*payload), *std::move(candidates));
  }

 private:
  // Whether the signature concerned is merely left out.
  bool passes_over(const Error& error) {
    if (!options_.any_of) return false;
    if (!passed_over_) passed_over_ = error;
    return true;
  }

  Result<std::vector<Candidate>> read(const JwsParts& jws) {
    std::vector<Candidate> candidates;
    for (const SignaturePart& part : jws.signatures) {
      auto candidate = read_candidate(part, options_);
      if (candidate) {
        candidates.push_back(std::move(*candidate));
        continue;
      }
      const Errc code = candidate.error().code();
      const bool foreign = code == Errc::algorithm_unsupported || code == Errc::crit_unsupported;
      if (!foreign || !passes_over(candidate.error())) return candidate.error();
    }
    const auto other_coding = [&](const Candidate& each) {
      return each.header.coding() != candidates.front().header.coding();
    };
    if (std::ranges::any_of(candidates, other_coding)) return fail(Errc::header_malformed, "b64");
    return candidates;
  }

  Result<const VerificationKey*> check(const Candidate& candidate, std::string_view payload) const {
    const auto fit = keys_.candidates(candidate.header.jose(), accepted_, options_.try_candidates);
    if (!fit) return fit.error();
    const std::string input = signing_input(candidate.encoded_header, payload);
    for (const VerificationKey* const key : *fit) {
      if (key->verify(input, std::as_bytes(std::span{candidate.signature}))) return key;
    }
    return fail(Errc::signature_invalid);
  }

  Result<VerifiedJws> verify(Payload payload, std::vector<Candidate> candidates) {
    VerifiedJws jws{std::move(payload.bytes)};
    for (Candidate& candidate : candidates) {
      const auto key = check(candidate, payload.as_signed);
      if (key) {
        jws.signatures_.push_back(std::move(candidate.header).verified_by(**key));
      } else if (!passes_over(key.error())) {
        return key.error();
      }
    }
    if (jws.signatures_.empty()) return *passed_over_;
    return jws;
  }

  KeyView keys_;  // pins one snapshot of the keys for this call
  AlgorithmSet accepted_;
  const JwsOptions& options_;
  std::optional<Error> passed_over_;  // the first
};

}  // namespace detail

Result<VerifiedJws> verify_compact_jws(std::string_view text, const KeySource& keys, AlgorithmSet accepted,
                                       const JwsOptions& options) {
  return detail::JwsVerification{keys, accepted, options}.run(text, detail::JwsParts::from_compact);
}

Result<VerifiedJws> verify_json_jws(std::string_view text, const KeySource& keys, AlgorithmSet accepted,
                                    const JwsOptions& options) {
  return detail::JwsVerification{keys, accepted, options}.run(text, detail::JwsParts::from_json);
}

Result<VerifiedJws> verify_jws(std::string_view text, const KeySource& keys, AlgorithmSet accepted,
                               const JwsOptions& options) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  const bool json = begin < text.size() && text[begin] == '{';
  return (json ? verify_json_jws : verify_compact_jws)(text, keys, accepted, options);
}

}  // namespace signet::inline v0
