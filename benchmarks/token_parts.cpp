// Where the time of HS256 goes: see token_parts.hpp.
#include "token_parts.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <memory>
#include <span>
#include <string>

#include "signet/jose/base64url.hpp"
#include "signet/jose/jws.hpp"
#include "signet/json/scanner.hpp"
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

struct Segments {
  explicit Segments(const std::string& compact) : token(compact) {
    const auto jws = CompactJws::split(token);
    if (!jws) stop("signet split no token");
    payload = jws->payload();
    signature = jws->signature();
    text = base64url_decode(payload).value();
    mac = base64url_decode(signature).value();
  }
  std::string token;
  std::string_view payload, signature;  // in `token`
  std::string text, mac;                // decoded
  std::array<std::byte, 1024> room{};
  std::array<JsonMember, 64> index{};
};

}  // namespace

Case parts_of_verification(NumericDate now) {
  const TokenJobs jobs = token_jobs(Algorithm::HS256, now);
  const auto seen = std::make_shared<Segments>(jobs.token);
  const auto token = std::make_shared<VerifiedToken>(verified_token(jobs.token, now));
  Case one{"hs256_verify_parts", "precomputed_mac", {"precomputed_mac", jobs.bare_verify}, {}, 0.05};
  one.subjects.push_back({"signet", jobs.verify});
  one.subjects.push_back(part("part: split", [seen] {
    if (!CompactJws::split(seen->token)) stop("signet split no token");
  }));
  one.subjects.push_back(part("part: base64url", [seen] {
    const std::span room{seen->room};
    if (!base64url_decode(seen->signature, room) || !base64url_decode(seen->payload, room))
      stop("signet decoded no token");
  }));
  one.subjects.push_back(part("part: scan", [seen] {
    if (!scan_object(seen->text, seen->index)) stop("signet scanned no payload");
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
