// Keeping OpenSSL's errors to the call that made them.
#pragma once

#include <openssl/err.h>

namespace signet::inline v0::detail {

/// Leaves the thread's OpenSSL error queue as it was found: a refused token is no error of the program's.
class QuietErrors {
 public:
  QuietErrors() noexcept { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

}  // namespace signet::inline v0::detail
