// Takes the place of lib/password's backend_argon2.cpp, _bcrypt.cpp, _pbkdf2.cpp,
// _scrypt.cpp and _yescrypt.cpp at linking.
#include "unit/account/recording_backend.hpp"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>
#include <variant>

#include "password/backend.hpp"
#include "signet/crypto/digest.hpp"

namespace signet {
namespace {

struct Record {
  std::mutex mutex;
  std::vector<std::string> done;
  bool hashing_fails = false;
};

Record& the_record() {
  static Record record;
  return record;
}

std::string_view name_of(Argon2Type type) {
  constexpr std::string_view names[] = {"argon2d", "argon2i", "argon2id"};
  return names[static_cast<std::uint8_t>(type)];
}

std::string name_of(const Argon2Params& params) {
  return "hash " + std::string{name_of(params.type)} + " m=" + std::to_string(params.memory.count) +
         " t=" + std::to_string(params.passes) + " p=" + std::to_string(params.lanes);
}

std::string name_of(const BcryptParams& params) { return "hash bcrypt cost=" + std::to_string(params.cost); }

std::string name_of(const Pbkdf2Params& params) {
  return "hash pbkdf2 i=" + std::to_string(params.iterations);
}

std::string name_of(const ScryptParams& params) {
  return "hash scrypt ln=" + std::to_string(params.log_n) + " r=" + std::to_string(params.r) +
         " p=" + std::to_string(params.p);
}

std::string name_of(const YescryptParams& params) {
  return "hash yescrypt ln=" + std::to_string(params.log_n) + " r=" + std::to_string(params.r);
}

Result<void> compute(std::string name, std::string_view password, std::span<const std::byte> salt,
                     std::span<std::byte> out) {
  std::string text = name;
  text.append(reinterpret_cast<const char*>(salt.data()), salt.size()).append(password);
  const Sha256 digest = sha256(text);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = digest[i % digest.size()];
  const std::scoped_lock lock(the_record().mutex);
  the_record().done.push_back(std::move(name));
  return the_record().hashing_fails ? Result<void>{fail(Errc::hash_failed)} : Result<void>{};
}

}  // namespace

namespace test {

std::vector<std::string> take_record() {
  const std::scoped_lock lock(the_record().mutex);
  return std::exchange(the_record().done, {});
}

void record(std::string what) {
  const std::scoped_lock lock(the_record().mutex);
  the_record().done.push_back(std::move(what));
}

void fail_hashing(bool fails) {
  const std::scoped_lock lock(the_record().mutex);
  the_record().hashing_fails = fails;
}

std::string hash_record(const HashParams& params) {
  return std::visit([](const auto& known) { return name_of(known); }, params);
}

}  // namespace test

inline namespace v0 {
namespace detail {

Result<void> argon2_hash(std::string_view password, std::span<const std::byte> salt,
                         const Argon2Params& params, Argon2Version, std::span<std::byte> tag) {
  return compute(name_of(params), password, salt, tag);
}

Result<void> bcrypt(std::string_view password, const BcryptSalt& salt, std::uint32_t cost,
                    BcryptDigest& digest) {
  return compute(name_of(BcryptParams{.cost = cost}), password, salt, digest);
}

Result<void> pbkdf2(std::string_view password, std::span<const std::byte> salt, const Pbkdf2Params& params,
                    std::span<std::byte> tag) {
  return compute(name_of(params), password, salt, tag);
}

Result<void> scrypt(std::string_view password, std::span<const std::byte> salt, const ScryptParams& params,
                    std::span<std::byte> tag) {
  return compute(name_of(params), password, salt, tag);
}

bool has_yescrypt() noexcept { return true; }

Result<void> yescrypt(std::string_view password, const YescryptString& stored, std::span<std::byte> tag) {
  return compute(name_of(stored.params()), password, stored.salt(), tag);
}

bool argon2_takes_arena() noexcept { return false; }
std::size_t bcrypt_width() noexcept { return 1; }
std::size_t pbkdf2_width() noexcept { return 1; }

}  // namespace detail
}  // namespace v0
}  // namespace signet
