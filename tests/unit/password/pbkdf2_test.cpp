// PBKDF2-HMAC-SHA-256 by every kernel of this machine, against OpenSSL's PKCS5_PBKDF2_HMAC.
#include "password/pbkdf2.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <pthread.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "crypto/hmac_states.hpp"

using namespace signet;
using namespace signet::detail;

namespace {

struct Named {
  std::string_view name;
  Pbkdf2Kernel kernel;
};

/// All that this machine has; each taken whatever the number of chains.
std::vector<Named> kernels() {
  std::vector<Named> all{{"portable", {pbkdf2_rounds_portable, 1, 1}}};
  const auto add = [&](std::string_view name, const Pbkdf2Kernel& had) {
    const auto same = [&](const Named& known) { return known.kernel.rounds == had.rounds; };
    if (std::ranges::none_of(all, same)) all.push_back({name, {had.rounds, had.width, 1}});
  };
  const CpuLevel before = cpu_level();
  for (const CpuLevel level : cpu_levels) {
    if (!use_cpu_level(level)) continue;
    add("narrow", pbkdf2_kernels().narrow);
    add(to_string(level), pbkdf2_kernels().wide);
  }
  use_cpu_level(before);
  return all;
}

std::string derived(const Pbkdf2Kernel& kernel, const std::string& password, const std::string& salt,
                    std::uint32_t iterations, std::size_t size) {
  std::string out(size, '?');
  const Pbkdf2Job job{password, std::as_bytes(std::span{salt}), std::as_writable_bytes(std::span{out})};
  pbkdf2_sha256({&job, 1}, iterations, {kernel, kernel});
  return out;
}

std::string by_openssl(const std::string& password, const std::string& salt, std::uint32_t iterations,
                       std::size_t size) {
  std::string out(size, '?');
  REQUIRE(PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                            reinterpret_cast<const unsigned char*>(salt.data()),
                            static_cast<int>(salt.size()), static_cast<int>(iterations), EVP_sha256(),
                            static_cast<int>(size), reinterpret_cast<unsigned char*>(out.data())) == 1);
  return out;
}

std::string random_text(std::mt19937& random, std::size_t size) {
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random());
  return text;
}

/// Runs `work` on a stack of its own, filled with '?', and gives what is left of it.
std::string stack_after(std::function<void()> work) {
  std::string stack(1U << 20, '?');
  void* const aligned = stack.data() + 4096 - reinterpret_cast<std::uintptr_t>(stack.data()) % 4096;
  pthread_attr_t attributes;
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstack(&attributes, aligned, (1U << 20) - 8192) == 0);
  const auto run = [](void* given) -> void* {
    (*static_cast<std::function<void()>*>(given))();
    return nullptr;
  };
  pthread_t thread;
  REQUIRE(pthread_create(&thread, &attributes, run, &work) == 0);
  REQUIRE(pthread_join(thread, nullptr) == 0);
  pthread_attr_destroy(&attributes);
  return stack;
}

/// How many of the words stand somewhere in `stack`, as the processor keeps them.
int left_in(std::string_view stack, std::span<const std::uint32_t, 8> words) {
  const auto found = [&](const std::uint32_t& word) {
    return stack.find({reinterpret_cast<const char*>(&word), sizeof word}) != std::string_view::npos;
  };
  return static_cast<int>(std::ranges::count_if(words, found));
}

}  // namespace

TEST_CASE("every kernel derives what OpenSSL does, for passwords of 0 to 200 bytes") {
  std::mt19937 random{20261122};
  for (const Named& tried : kernels()) {
    CAPTURE(tried.name);
    for (std::size_t size = 0; size <= 200; ++size) {
      CAPTURE(size);
      const std::string password = random_text(random, size);
      const std::string salt = random_text(random, random() % 101);
      const auto iterations = static_cast<std::uint32_t>(1 + random() % 5);
      const std::size_t out = 1 + random() % 100;
      CHECK(derived(tried.kernel, password, salt, iterations, out) ==
            by_openssl(password, salt, iterations, out));
    }
  }
}

TEST_CASE("every kernel derives what OpenSSL does, for salts of 0 to 100 and outputs of 1 to 100 bytes") {
  std::mt19937 random{20261123};
  for (const Named& tried : kernels()) {
    CAPTURE(tried.name);
    for (std::size_t size = 0; size <= 100; ++size) {
      CAPTURE(size);
      const std::string salt = random_text(random, size);
      const std::size_t out = std::max<std::size_t>(size, 1);
      CHECK(derived(tried.kernel, "password", salt, 2, out) == by_openssl("password", salt, 2, out));
    }
    for (const std::uint32_t iterations : {1U, 2U, 3U, 1000U, 4096U}) {
      CAPTURE(iterations);
      CHECK(derived(tried.kernel, "password", "salt", iterations, 64) ==
            by_openssl("password", "salt", iterations, 64));
    }
  }
}

TEST_CASE("several passwords at once derive what each does alone, however many there are") {
  std::mt19937 random{20261124};
  for (const Named& tried : kernels()) {
    CAPTURE(tried.name);
    for (std::size_t count = 0; count <= 35; ++count) {
      CAPTURE(count);
      std::vector<std::string> passwords, salts, outs;
      for (std::size_t i = 0; i < count; ++i) {
        passwords.push_back(random_text(random, random() % 100));
        salts.push_back(random_text(random, 8 + random() % 41));
        outs.emplace_back(random() % 100, '?');  // none is an output too
      }
      std::vector<Pbkdf2Job> jobs;
      for (std::size_t i = 0; i < count; ++i) {
        jobs.push_back(
            {passwords[i], std::as_bytes(std::span{salts[i]}), std::as_writable_bytes(std::span{outs[i]})});
      }
      const Pbkdf2Kernel portable{pbkdf2_rounds_portable, 1, 1};
      Pbkdf2Kernel wide = tried.kernel;
      wide.worth = 4;
      pbkdf2_sha256(jobs, 3, {portable, wide});
      for (std::size_t i = 0; i < count; ++i) {
        CHECK(outs[i] == by_openssl(passwords[i], salts[i], 3, outs[i].size()));
      }
    }
  }
}

TEST_CASE("the level scalar takes the portable kernel alone") {
  const CpuLevel before = cpu_level();
  REQUIRE(use_cpu_level(CpuLevel::scalar));
  const Pbkdf2Kernels taken = pbkdf2_kernels();
  use_cpu_level(before);
  CHECK((taken.narrow.rounds == pbkdf2_rounds_portable));
  CHECK((taken.wide.rounds == pbkdf2_rounds_portable));
}

TEST_CASE("neither what stands for the password nor the tag is left on the stack, not a word of it") {
  const std::string password(64, 'p');
  const std::string salt(16, 's');
  const HmacStates<Sha256> states{std::as_bytes(std::span{password})};
  const std::string expected = by_openssl(password, salt, 1000, 32);
  std::array<std::uint32_t, 8> tag{};
  std::array<std::uint32_t, 8> turned{};  // as SHA-256 counts its words
  std::memcpy(tag.data(), expected.data(), expected.size());
  std::ranges::transform(tag, turned.begin(), [](std::uint32_t word) { return __builtin_bswap32(word); });
  for (const Named& tried : kernels()) {
    CAPTURE(tried.name);
    std::string out(32, '?');
    const std::string stack = stack_after([&] {
      const Pbkdf2Job job{password, std::as_bytes(std::span{salt}), std::as_writable_bytes(std::span{out})};
      pbkdf2_sha256({&job, 1}, 1000, {tried.kernel, tried.kernel});
    });
    CHECK(out == expected);
    CHECK(stack.find(std::string(16, 'p' ^ 0x36)) == std::string::npos);
    CHECK(stack.find(std::string(16, 'p' ^ 0x5c)) == std::string::npos);
    CHECK(left_in(stack, states.inner.words()) == 0);
    CHECK(left_in(stack, states.outer.words()) == 0);
    CHECK(left_in(stack, tag) == 0);
    CHECK(left_in(stack, turned) == 0);
  }
}
