// Reads verification keys and makes a verifier of them; the one thread here fetches a URL that does not
// answer yet.
#include "common/trusted_keys.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/secrets.hpp"
#include "signet/http/httplib/client_fetcher.hpp"

namespace signet::example {
namespace {

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{5000};

// What is accepted is the operator's to say, and neither the token's nor its keys' (RFC 8725 §3.1).
Start<AlgorithmSet> accepted_algorithms(const Options& options) {
  if (options.has_secret("jwt_secret")) return AlgorithmSet{Algorithm::HS256};
  AlgorithmSet accepted;
  for (const std::string& name : options.list("jwt_algorithms")) {
    const AlgorithmSpec* const spec = find_algorithm(name);
    if (spec == nullptr || spec->key_type == KeyType::oct) {
      return Stop{exit_usage, "jwt_algorithms must list algorithms of public keys, like RS256,ES256,EdDSA"};
    }
    accepted.insert(spec->algorithm);
  }
  if (accepted.empty()) return Stop{exit_usage, "jwt_algorithms is empty; no token could be accepted"};
  return accepted;
}

Start<std::vector<KeySet>> parse(std::string_view jwks, const std::string& where, AlgorithmSet accepted) {
  auto keys = KeySet::parse(jwks);
  if (!keys) return refused(where, keys.error());
  const bool shared = std::ranges::any_of(keys->keys(), &VerificationKey::symmetric);
  if (shared) return Stop{exit_usage, where + ": holds a shared secret (kty oct); a JWKS is public"};
  const AlgorithmSet held = keys->algorithms();
  const auto usable = [&](Algorithm each) { return held.contains(each) && accepted.contains(each); };
  if (std::ranges::none_of(algorithms, usable, &AlgorithmSpec::algorithm)) {
    return Stop{exit_usage, where + ": holds no key that can be used here, for none of jwt_algorithms"};
  }
  return std::vector{*std::move(keys)};
}

}  // namespace

std::vector<Option> trusted_key_options() {
  return {
      {"jwks_file", OptionKind::text, "", "public keys of the auth server, as a JWKS file"},
      {"jwks_url", OptionKind::text, "", "or where to fetch them: https, or http on loopback"},
      {"jwks_ca_file", OptionKind::text, "", "PEM roots for that URL; the system's when empty"},
      {"jwt_algorithms", OptionKind::list, "RS256,ES256,EdDSA",
       "what tokens may be signed by, where the keys are public; with jwt_secret it is HS256"},
  };
}

TrustedKeys::TrustedKeys(const Options& options, TokenRules rules, Log& log)
    : options_(options), rules_(std::move(rules)), log_(log) {}

Start<std::unique_ptr<TrustedKeys>> TrustedKeys::open(const Options& options, const Policy& policy,
                                                      Log& log) {
  const std::string& url = options.text("jwks_url");
  const int sources = (url.empty() ? 0 : 1) + (options.text("jwks_file").empty() ? 0 : 1) +
                      (options.has_secret("jwt_secret") ? 1 : 0);
  if (sources != 1) {
    return Stop{exit_usage,
                "no way to verify tokens is chosen, or more than one: set exactly one of jwks_url (like "
                "http://localhost:3000/.well-known/jwks.json), jwks_file and jwt_secret"};
  }
  if (!url.empty() && !check_fetch_url(url)) {
    return Stop{exit_usage, "jwks_url must be https://…, or http://… on localhost"};
  }
  auto accepted = accepted_algorithms(options);
  if (!accepted) return accepted.stop();
  TokenRules rules{
      .algorithms = *accepted, .policy = policy, .accept_any_audience = true};  // flow B: no `aud`
  std::unique_ptr<TrustedKeys> keys{new TrustedKeys(options, std::move(rules), log)};
  if (url.empty()) {
    if (auto read = keys->read_again(); !read) return read.stop();
  } else if (options.mode() == Mode::serve) {
    keys->fetcher_ = std::thread{[raw = keys.get()] { raw->fetch_until_stopped(); }};
  }
  return keys;
}

TrustedKeys::~TrustedKeys() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (fetcher_.joinable()) fetcher_.join();
}

void TrustedKeys::reload() {
  if (fetcher_.joinable()) {
    {
      const std::lock_guard lock{mutex_};
      wanted_ = true;
    }
    wake_.notify_one();
    return;
  }
  say_keys(log_, read_again());
}

Start<Done> TrustedKeys::read_again() {
  const bool secret = options_.has_secret("jwt_secret");
  auto keys = secret ? read_shared_secret(options_) : read_jwks();
  if (!keys) return keys.stop();
  auto verifiers = Verifiers::build(*std::move(keys), rules_);
  if (!verifiers) return verifiers.stop();
  verifiers_.replace(std::make_shared<const Verifiers>(*std::move(verifiers)));
  return Done{};
}

Result<VerifiedToken> TrustedKeys::verify(std::string_view token, NumericDate now) const {
  const auto verifiers = verifiers_.get();
  if (verifiers == nullptr) return fail(Errc::keys_unavailable);
  return verifiers->verify(token, now);
}

KeysInUse TrustedKeys::in_use() const {
  const auto verifiers = verifiers_.get();
  return {.count = verifiers == nullptr ? 0 : verifiers->keys(), .age = verifiers_.age()};
}

Start<std::vector<KeySet>> TrustedKeys::read_jwks() const {
  const std::string& url = options_.text("jwks_url");
  if (!url.empty()) {
    const auto answer = fetch(url, {.ca_file = options_.text("jwks_ca_file")});
    if (!answer) return refused("jwks_url", answer.error());
    return parse(*answer, "jwks_url", rules_.algorithms);
  }
  const std::string& path = options_.text("jwks_file");
  auto text = read_key_file(path);
  if (!text) return text.stop();
  return parse(text->expose_text(), path, rules_.algorithms);
}

void TrustedKeys::fetch_until_stopped() {
  auto pause = first_pause;
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    if (!wanted_) {
      wake_.wait(lock);
      continue;
    }
    wanted_ = false;
    lock.unlock();
    const auto read = read_again();
    if (read) {
      log_.say(Level::info, "keys_loaded");
    } else {
      log_.say(Level::warning, loaded() ? "keys_kept" : "keys_missing", {{"reason", read.stop().message}});
    }
    lock.lock();
    if (read) {
      pause = first_pause;
      continue;
    }
    // Until it answers, whether or not older keys are in use: a signal that was taken is kept.
    wake_.wait_for(lock, pause, [this] { return stopping_; });
    pause = std::min(pause * 2, longest_pause);
    wanted_ = true;
  }
}

}  // namespace signet::example
