// Hashing with every allocation of OpenSSL failing in turn, and what is found in memory given back: in a
// program of its own, since OpenSSL takes an allocator only before its first use.
#include <doctest/doctest.h>
#include <malloc.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/hmac_states.hpp"
#include "password/backend.hpp"
#include "password/radix64.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/crypto/hmac.hpp"
#include "signet/jose/key.hpp"
#include "signet/password/hash_pool.hpp"
#include "signet/password/password_hasher.hpp"

using namespace signet;

namespace {

constexpr int all = -1;
std::atomic<int> allocations_left{all};  // until one fails, after which the others succeed

constexpr std::size_t most_secret = 64;
char secrets[2][most_secret];  // what no memory given back may hold
std::size_t secret_sizes[2] = {0, 0};
std::atomic<int> found{0};

void set_secret(std::size_t which, std::string_view bytes) {
  std::ranges::copy(bytes.substr(0, most_secret), secrets[which]);
  secret_sizes[which] = std::min(bytes.size(), most_secret);
}

void look_through(void* memory) {
  if (memory == nullptr) return;
  const std::string_view bytes{static_cast<const char*>(memory), malloc_usable_size(memory)};
  for (std::size_t i = 0; i < 2; ++i) {
    if (secret_sizes[i] == 0) continue;
    if (bytes.find({secrets[i], secret_sizes[i]}) != std::string_view::npos) ++found;
  }
}

void give_back(void* memory) {
  look_through(memory);
  std::free(memory);
}

std::atomic<int> made{0};  // by operator new

bool fails() { return allocations_left != all && allocations_left-- == 0; }
void* allocate(std::size_t size, const char*, int) { return fails() ? nullptr : std::malloc(size); }
void* reallocate(void* memory, std::size_t size, const char*, int) {
  return fails() ? nullptr : std::realloc(memory, size);
}
void release(void* memory, const char*, int) { give_back(memory); }

const bool installed = CRYPTO_set_mem_functions(allocate, reallocate, release) == 1;

constexpr std::string_view password = "a password of thirty-two letters";

const std::vector<HashParams> every_kind{Argon2Params{.memory = KiB{64}, .passes = 1, .lanes = 1},
                                         BcryptParams{.cost = 4}, Pbkdf2Params{.iterations = 1000},
                                         ScryptParams{.log_n = 4, .r = 8, .p = 1}};

// The bytes of a PHC string's tag.
std::string tag_of(std::string_view stored) {
  const std::string_view text = stored.substr(stored.rfind('$') + 1);
  std::string bytes(detail::radix64_bytes(text.size()), '\0');
  REQUIRE(detail::decode_radix64(text, detail::standard_alphabet, std::as_writable_bytes(std::span{bytes})));
  return bytes;
}

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++made;
  return std::malloc(size);
}
void* operator new(std::size_t size) {
  if (void* const memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }

TEST_CASE("P14: with any one allocation of OpenSSL failing there is an error, no hash and no verdict") {
  REQUIRE(installed);
  for (const HashParams& params : every_kind) {
    CAPTURE(params.index());
    const auto hasher = *PasswordHasher::build({.target = params});
    const auto stored = hasher.hash(password, system_random());
    REQUIRE(stored.has_value());
    for (int n = 0, failed = 1; failed != 0; ++n) {
      CAPTURE(n);
      allocations_left = n;
      const auto verified = hasher.verify(password, *stored);
      failed = allocations_left == all ? 1 : 0;
      allocations_left = n;
      const auto hashed = hasher.hash(password, system_random());
      allocations_left = all;
      if (verified.has_value()) {
        CHECK(*verified == PasswordCheck::match);
      } else {
        CHECK(verified.error() == fail(Errc::hash_failed));
      }
      if (hashed.has_value()) {
        CHECK(hasher.verify(password, *hashed).value() == PasswordCheck::match);
      } else {
        CHECK(
            (hashed.error() == fail(Errc::hash_failed) || hashed.error() == fail(Errc::random_unavailable)));
      }
    }
  }
}

TEST_CASE("reading a stored hash, and judging whether it is to be made anew, allocates nothing") {
  constexpr std::string_view blank = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  const std::string stored[] = {
      "$argon2id$v=19$m=32768,t=2,p=1" + std::string{blank},
      "$argon2i$m=4294967295,t=1,p=1" + std::string{blank},
      "$scrypt$ln=17,r=8,p=1" + std::string{blank},
      "$pbkdf2-sha256$i=600000" + std::string{blank},
      "$2y$12$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq",
      "$y$jC4$LdJMENpBABJJ3hIHjB1B$jVg4HoqqpbmQv/NCpin.QCMagJ8o4QX7lXdzvVV0xFC",
      "$6$salt$hash",
      "*0",
  };
  const auto hasher = *PasswordHasher::build();
  for (const std::string& text : stored) {
    CAPTURE(text);
    const int before = made;
    const auto reasons = hasher.needs_rehash(text);
    const auto params = parameters_of(text);
    const int after = made;
    CHECK(after == before);
    CHECK(reasons.has_value() == params.has_value());
    CHECK(params.has_value() == (text.size() > 20));
  }
}

TEST_CASE("P06: what is above a ceiling is refused before a byte is allocated") {
  constexpr std::string_view blank = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  for (const std::string& text :
       {"$argon2id$v=19$m=4294967295,t=1,p=1" + std::string{blank},
        "$argon2d$v=19$m=262145,t=1,p=1" + std::string{blank}, "$scrypt$ln=18,r=8,p=1" + std::string{blank},
        "$pbkdf2-sha256$i=4294967295" + std::string{blank},
        std::string{"$2b$31$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq"},
        std::string{"$y$jGT$LdJMENpBABJJ3hIHjB1B$jVg4HoqqpbmQv/NCpin.QCMagJ8o4QX7lXdzvVV0xFC"}}) {
    CAPTURE(text);
    const int before = made;
    allocations_left = 0;
    const auto verified = verify_password(password, text);
    const bool asked_openssl = allocations_left == all;
    allocations_left = all;
    const int after = made;
    CHECK(after == before);
    CHECK_FALSE(asked_openssl);
    CHECK(verified.error().code() == Errc::hash_too_expensive);
  }
}

TEST_CASE("what this program looks for is found where it is left") {
  set_secret(0, password);
  found = 0;
  delete new std::string{password};
  CHECK(found == 1);
  set_secret(0, {});
}

TEST_CASE("K22: neither a key nor its hash states are in any memory given back") {
  using States = detail::HmacStates<Sha256>;
  const auto inner_text = [](const States& states) {
    return std::string_view{reinterpret_cast<const char*>(states.inner.words().data()), 32};
  };
  const States states{std::as_bytes(std::span{password})};
  set_secret(0, password);
  set_secret(1, inner_text(states));
  found = 0;
  {
    const auto left = std::make_unique<States>(states);
    CHECK(inner_text(*left) == inner_text(states));
  }
  CHECK(found == 1);
  found = 0;
  {
    const auto key = SigningKey::from_secret(SecretBytes::copy_of(password), Algorithm::HS256);
    const bool has_key = key.has_value();
    const HmacSha256 hmac{SecretBytes::copy_of(password)};
    const HmacSha256 after = hmac.after("front");
    const HmacSha256 moved = std::move(*std::make_unique<HmacSha256>(SecretBytes::copy_of(password)));
    SecretBytes assigned = SecretBytes::copy_of(password);
    assigned = SecretBytes::copy_of("another secret");
    const bool same = hmac.mac("message") == moved.mac("message");
    CHECK(has_key);
    CHECK(same);
  }
  CHECK(found == 0);
  set_secret(1, std::string_view{reinterpret_cast<const char*>(states.outer.words().data()), 32});
  {
    const HmacSha256 hmac{SecretBytes::copy_of(password)};
    const HmacSha256 after = hmac.after("front");
  }
  set_secret(0, {});
  set_secret(1, {});
  CHECK(found == 0);
}

TEST_CASE("neither the password nor the tag it gives is in any memory given back") {
  for (const HashParams& params : every_kind) {
    CAPTURE(params.index());
    if (std::holds_alternative<BcryptParams>(params)) continue;  // allocates nothing; see password_stack_test
    const auto hasher = *PasswordHasher::build({.target = params});
    const std::string stored = hasher.hash(password, system_random()).value();
    const std::string tag = tag_of(stored);
    found = 0;
    set_secret(0, password);
    set_secret(1, tag);
    const auto verified = hasher.verify(password, stored);
    set_secret(1, {});
    const auto hashed = hasher.hash(password, system_random());
    set_secret(0, {});
    CHECK(verified.value() == PasswordCheck::match);
    CHECK(hashed.has_value());
    CHECK(found == 0);
  }
}

TEST_CASE("nor is the password in what a pool gives back of its tasks, done, refused or dropped") {
  std::vector<HashParams> kinds = every_kind;
  if (detail::has_yescrypt()) kinds.emplace_back(YescryptParams{.log_n = 6, .r = 8});
  for (const HashParams& params : kinds) {
    CAPTURE(params.index());
    const auto hasher = *PasswordHasher::build({.target = params});
    const std::string stored = hasher.hash(password, system_random()).value();
    auto pool = HashPool::build({.workers = 2, .deadline = Seconds::of(60), .arena = KiB{64}}).value();
    const HashSource source{.address = "address", .name = "name"};
    std::atomic<int> matches{0};
    const auto count = [&](const Result<PasswordCheck>& checked) {
      if (checked.has_value() && *checked == PasswordCheck::match) ++matches;
    };
    found = 0;
    set_secret(0, password);
    const auto verified = pool->verify(source, hasher, password, stored);
    const auto hashed = pool->hash(source, hasher, password, system_random());
    const auto dummy = pool->verify_dummy(source, hasher, password, params);
    for (int i = 0; i < 8; ++i) {
      const auto ticket =
          pool->submit(source, HashCheck{hasher, SecretBytes::copy_of(password), stored}, count);
      if (i == 7 && ticket.has_value()) pool->cancel(*ticket);
      pool->run_in_background([&hasher, secret = SecretBytes::copy_of(password)] {
        static_cast<void>(hasher.hash(secret.expose_text(), system_random()));
      });
    }
    pool.reset();  // refuses and drops what still waits
    set_secret(0, {});
    CHECK(found == 0);
    CHECK(verified.value() == PasswordCheck::match);
    CHECK(hashed.has_value());
    CHECK(dummy.value() == PasswordCheck::mismatch);
  }
}
