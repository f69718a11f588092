// What a hash leaves of a password on the stack of the thread that computed it.
#include <doctest/doctest.h>
#include <pthread.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "password/backend.hpp"
#include "password/hash_batch.hpp"
#include "password/visit_stored.hpp"
#include "signet/password/password_hasher.hpp"

using namespace signet;

namespace {

constexpr std::size_t piece = 16;  // bytes in a row; an instruction moves as many
constexpr std::size_t stack_size = std::size_t{1} << 20;

/// 72 bytes, no two pieces of which are alike: the longest that bcrypt takes.
std::string marked_password() {
  std::string password;
  while (password.size() < 72) password += "mark " + std::to_string(password.size() * 7919 % 1000) + ' ';
  return password.substr(0, 72);
}

/// As a hash reads it that takes words of 32 bits with the highest byte first, on a machine that has it last.
std::string in_words(std::string password) {
  for (auto word = password.begin(); word != password.end(); word += 4) std::reverse(word, word + 4);
  return password;
}

/// The tag of a stored hash, as far as it is whole pieces.
std::string tag_of(std::string_view stored) {
  const auto tag = [](const auto& known) -> Result<std::string> {
    const std::span<const std::byte> bytes = known.tag();
    return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size() / piece * piece};
  };
  return detail::visit_stored(stored, tag).value();
}

/// The same salt with a tag of zeros.
std::string with_blank_tag(std::string stored) {
  const bool bcrypt = stored.starts_with("$2b$");
  const std::size_t tag = bcrypt ? stored.size() - 31 : stored.rfind('$') + 1;
  std::fill(stored.begin() + static_cast<std::ptrdiff_t>(tag), stored.end(),
            bcrypt || stored.starts_with("$y$") ? '.' : 'A');
  return stored;
}

/// Memory that a thread had for its stack.
class UsedStack {
 public:
  explicit UsedStack(std::function<void()> work) : memory_(stack_size + 4096), work_(std::move(work)) {
    void* begin = memory_.data();
    std::size_t space = memory_.size();
    REQUIRE(std::align(4096, stack_size, begin, space) != nullptr);
    pthread_attr_t attributes;
    REQUIRE(pthread_attr_init(&attributes) == 0);
    REQUIRE(pthread_attr_setstack(&attributes, begin, stack_size) == 0);
    pthread_t thread{};
    REQUIRE(pthread_create(&thread, &attributes, &UsedStack::run, this) == 0);
    REQUIRE(pthread_join(thread, nullptr) == 0);
    pthread_attr_destroy(&attributes);
  }

  /// How many pieces of the password are in it, as they are or in words.
  int pieces_of(const std::string& password) const {
    return pieces_in(password) + pieces_in(in_words(password));
  }

 private:
  int pieces_in(std::string_view secret) const {
    const std::string_view all{memory_.data(), memory_.size()};
    int found = 0;
    for (std::size_t at = 0; at + piece <= secret.size(); at += piece) {
      found += all.find(secret.substr(at, piece)) != std::string_view::npos ? 1 : 0;
    }
    return found;
  }
  static void* run(void* self) {
    volatile char room[8192];  // what ends the thread writes here, and not over what the work left
    room[0] = 0;
    static_cast<UsedStack*>(self)->work_();
    return room[0] == 0 ? nullptr : self;
  }

  std::vector<char> memory_;
  std::function<void()> work_;
};

std::vector<HashParams> every_kind() {
  std::vector<HashParams> kinds{Argon2Params{.memory = KiB{64}, .passes = 1, .lanes = 1},
                                Argon2Params{.memory = KiB{64}, .passes = 2, .lanes = 2},
                                BcryptParams{.cost = 4}, Pbkdf2Params{.iterations = 1000},
                                ScryptParams{.log_n = 4, .r = 8, .p = 1}};
  if (detail::has_yescrypt()) kinds.emplace_back(YescryptParams{.log_n = 6, .r = 8});
  return kinds;
}

}  // namespace

TEST_CASE("a password that is left on a stack is found there") {
  const std::string password = marked_password();
  const UsedStack stack{[&] {
    volatile char copy[72];
    std::ranges::copy(password, copy);
  }};
  CHECK(stack.pieces_of(password) == 4);
}

TEST_CASE("no piece of a password is left on the stack by hashing or verifying it") {
  const std::string password = marked_password();
  for (const HashParams& params : every_kind()) {
    CAPTURE(params.index());
    const auto hasher = PasswordHasher::build({.target = params}).value();
    std::string stored;
    const UsedStack hashing{[&] { stored = hasher.hash(password, system_random()).value(); }};
    CHECK(hashing.pieces_of(password) == 0);
    PasswordCheck check = PasswordCheck::mismatch;
    const UsedStack verifying{[&] { check = hasher.verify(password, stored).value(); }};
    CHECK(check == PasswordCheck::match);
    CHECK(verifying.pieces_of(password) == 0);
  }
}

TEST_CASE("nor of the tag that a wrong password has") {
  const std::string password = marked_password();
  for (const HashParams& params : every_kind()) {
    CAPTURE(params.index());
    const auto hasher = PasswordHasher::build({.target = params}).value();
    const std::string hashed = hasher.hash(password, system_random()).value();
    const std::string tag = tag_of(hashed);
    const UsedStack left{[&] {
      volatile char copy[16];
      std::ranges::copy(tag.substr(0, 16), copy);
    }};
    CHECK(left.pieces_of(tag) >= 1);
    const std::string stored = with_blank_tag(hashed);
    PasswordCheck check = PasswordCheck::match;
    const UsedStack verifying{[&] { check = hasher.verify(password, stored).value(); }};
    CHECK(check == PasswordCheck::mismatch);
    CHECK(verifying.pieces_of(tag) == 0);
  }
}

TEST_CASE("nor by a group of them") {
  const std::string password = marked_password();
  const detail::BatchedHash::Salt salt{};
  for (const HashParams& params :
       {HashParams{BcryptParams{.cost = 4}}, HashParams{Pbkdf2Params{.iterations = 1000}}}) {
    CAPTURE(params.index());
    const std::size_t size = detail::batch_width(params).most;
    std::vector<detail::BatchedHash> hashes;
    hashes.reserve(size);
    for (std::size_t i = 0; i < size; ++i) {
      auto one = detail::BatchedHash::with_salt(password, params, salt);
      if (one) hashes.push_back(std::move(*one));
    }
    const UsedStack stack{[&] {
      std::vector<detail::BatchMember> members;
      for (detail::BatchedHash& hash : hashes) members.push_back(hash.member());
      if (!members.empty()) detail::compute_batch(params, members);
    }};
    CHECK(stack.pieces_of(password) == 0);
  }
}
