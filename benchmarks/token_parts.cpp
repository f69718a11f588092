// Where the time of HS256 goes: see token_parts.hpp.
#include "token_parts.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <span>
#include <string>

#include "jose/base64url_kernels.hpp"
#include "jose/header_memo.hpp"
#include "json/known_names.hpp"
#include "policy/registered_names.hpp"
#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "token_jobs.hpp"

namespace signet_bench {

using namespace signet;

namespace {

constexpr int times = 16;

// A step takes hardly longer than calling an arm, so it is done this often; nothing is kept from one time to
// the next, and the compiler may leave none out.
template <class Step>
Arm part(const char* subject, Step step) {
  return {subject,
          [step]() mutable {
            for (int i = 0; i < times; ++i) {
              step();
              benchmark::ClobberMemory();
            }
          },
          {},
          times};
}

VerificationKey secret_key() {
  const auto key = SigningKey::from_secret(SecretBytes::copy_of(secret_text), Algorithm::HS256);
  if (!key) stop(key.error().sentence());
  return key->verification_key();
}

struct Segments {
  explicit Segments(const std::string& compact) : token(compact) {
    const auto jws = CompactJws::split(token);
    const auto header = jws ? JoseHeader::parse(jws->header()) : jws.error();
    if (!header) stop("signet split no token");
    payload = jws->payload();
    signature = jws->signature();
    memo.keep(jws->header(), *header, &key, Limits{});
    text = base64url_decode(payload).value();
    mac = base64url_decode(signature).value();
  }
  std::string token;
  VerificationKey key = secret_key();
  detail::HeaderMemo memo;
  std::string_view payload, signature;  // in `token`
  std::string text, mac;                // decoded
  std::array<std::byte, 1024> room{};
  std::array<JsonMember, 64> index{};
  detail::NotedNames noted;
};

// What TokenVerifier::verify does where the header is remembered and one key alone is meant: no search for
// dots, no split.
bool takes_apart(const Segments& seen) {
  const detail::RememberedHeader* const known = seen.memo.find(seen.token, Limits{});
  return known != nullptr && known->only_key != nullptr &&
         seen.token.size() >= known->encoded.size() + 2 + known->signature_size &&
         seen.token[seen.token.size() - known->signature_size - 1] == '.';
}

bool decodes(std::string_view text, Segments& seen) {
  return detail::base64url_decode_vectors(text.data(), text.size(), seen.room.data()) == text.size();
}

}  // namespace

Case parts_of_verification(NumericDate now) {
  const TokenJobs jobs = token_jobs(Algorithm::HS256, now);
  const auto seen = std::make_shared<Segments>(jobs.token);
  const auto token = std::make_shared<VerifiedToken>(verified_token(jobs.token, now));
  Case one{"hs256_verify_parts", "precomputed_mac", {"precomputed_mac", jobs.bare_verify}, {}, 0.05};
  one.subjects.push_back({"signet", jobs.verify});
  one.subjects.push_back(part("part: header", [seen] {
    if (!takes_apart(*seen)) stop("signet remembered no header");
  }));
  one.subjects.push_back(part("part: base64url", [seen] {
    if (!decodes(seen->signature, *seen) || !decodes(seen->payload, *seen)) stop("signet decoded no token");
  }));
  one.subjects.push_back(part("part: scan", [seen] {
    const auto members =
        detail::scan_noting(seen->text, seen->index, Limits{}, detail::registered_names, seen->noted);
    if (!members) stop("signet scanned no payload");
  }));
  one.subjects.push_back(part("part: policy", [token, now, policy = four_leaves()] {
    if (!policy.check(*token, now)) stop("a policy refused its token");
  }));
  return one;
}

Case parts_of_signing(NumericDate now) {
  const TokenJobs jobs = token_jobs(Algorithm::HS256, now);
  const auto seen = std::make_shared<Segments>(jobs.token);
  Case one{"hs256_sign_parts", "precomputed_mac", {"precomputed_mac", jobs.bare_sign}, {}, 0.05};
  one.subjects.push_back({"signet", jobs.sign});
  one.subjects.push_back(part("part: base64url", [seen] {
    auto* const room = reinterpret_cast<char*>(seen->room.data());
    base64url_encode(std::as_bytes(std::span{seen->text}), room);
    base64url_encode(std::as_bytes(std::span{seen->mac}), room);
  }));
  return one;
}

}  // namespace signet_bench
