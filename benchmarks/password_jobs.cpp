// The password hashes of libargon2, libsodium, libxcrypt and OpenSSL, and their verification by signet.
#include "password_jobs.hpp"

#include <argon2.h>
#include <crypt.h>
#include <openssl/evp.h>
#ifdef SIGNET_HAVE_LIBSODIUM
#include <sodium.h>
#endif

#include <cstdio>
#include <span>
#include <utility>

#include "password/pbkdf2_string.hpp"
#include "signet/password/password_hasher.hpp"
#include "signet/password/phc_string.hpp"
#include "token_jobs.hpp"

namespace signet_bench {
namespace {

unsigned char* bytes_of(Tag& tag) { return reinterpret_cast<unsigned char*>(tag.data()); }
const unsigned char* bytes_of_salt() { return reinterpret_cast<const unsigned char*>(salt.data()); }

}  // namespace

Tag by_libargon2(const signet::Argon2Params& params) {
  Tag tag{};
  if (argon2id_hash_raw(params.passes, params.memory.count, params.lanes, password.data(), password.size(),
                        salt.data(), salt.size(), tag.data(), tag.size()) != ARGON2_OK) {
    stop("libargon2 failed");
  }
  return tag;
}

#ifdef SIGNET_HAVE_LIBSODIUM
Tag by_libsodium(const signet::Argon2Params& params) {
  static_assert(salt.size() == crypto_pwhash_SALTBYTES);
  static const bool ready = sodium_init() >= 0;  // chooses among its vector levels
  Tag tag{};
  if (!ready || crypto_pwhash(bytes_of(tag), tag.size(), password.data(), password.size(), bytes_of_salt(),
                              params.passes, std::size_t{params.memory.count} * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
    stop("libsodium failed");
  }
  return tag;
}
#endif

Tag by_openssl(const signet::Pbkdf2Params& params) {
  Tag tag{};
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), bytes_of_salt(),
                        static_cast<int>(salt.size()), static_cast<int>(params.iterations), EVP_sha256(),
                        static_cast<int>(tag.size()), bytes_of(tag)) != 1) {
    stop("OpenSSL failed");
  }
  return tag;
}

std::string by_libxcrypt(const signet::BcryptParams& params) {
  static crypt_data state;
  char setting[32];
  std::snprintf(setting, sizeof setting, "$2b$%02u$......................", params.cost);
  const char* const text = crypt_rn(password.data(), setting, &state, sizeof state);
  if (text == nullptr) stop("libxcrypt failed");
  return text;
}

std::function<void()> verification(std::string stored) {
  return [stored = std::move(stored), hasher = *signet::PasswordHasher::build()] {
    const auto checked = hasher.verify(password, stored);
    if (!checked.has_value() || *checked != signet::PasswordCheck::match)
      stop("signet and the library differ");
  };
}

std::string stored_form(const signet::Argon2Params& params, const Tag& tag) {
  const auto phc = signet::PhcString::of(params, std::as_bytes(std::span{salt}), tag);
  return phc->text();
}

std::string stored_form(const signet::Pbkdf2Params& params, const Tag& tag) {
  return signet::detail::Pbkdf2String{params, std::as_bytes(std::span{salt}).first<16>(), tag}.text();
}

}  // namespace signet_bench
