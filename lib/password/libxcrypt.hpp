// One call of libxcrypt, whose working memory is ours and wiped.
#pragma once

#include <crypt.h>

#include <cstring>
#include <string>
#include <string_view>

#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0::detail {

class CryptCall {
 public:
  /// The text of the hash; empty where libxcrypt refused. `password` has no NUL. View into *this.
  std::string_view run(std::string_view password, const std::string& setting) {
    SecretBytes terminated{password.size() + 1};  // crypt_rn takes a C string
    if (!password.empty()) std::memcpy(terminated.expose_writable().data(), password.data(), password.size());
    // NULL on failure, unlike crypt_r, which gives a text that a careless caller compares.
    const char* const computed =
        crypt_rn(reinterpret_cast<const char*>(terminated.expose().data()), setting.c_str(),
                 state_.expose_writable().data(), static_cast<int>(state_.size()));
    return computed == nullptr ? std::string_view{} : std::string_view{computed};
  }

 private:
  SecretBytes state_{sizeof(crypt_data)};  // zeroed, as crypt_rn asks for
};

}  // namespace signet::inline v0::detail
