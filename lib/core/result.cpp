// The end of a program that read a Result as what it does not hold.
#include "signet/core/result.hpp"

#include <cstdio>
#include <cstdlib>

namespace signet::inline v0::detail {

void wrong_access(const Error* held) noexcept {
  if (held == nullptr) {
    std::fputs("signet: error() was read from a Result that holds a value\n", stderr);
  } else {
    const auto code = to_string(held->code());
    const auto name = held->name();
    std::fprintf(stderr, "signet: the value was read from a Result that holds the error %.*s (%.*s)\n",
                 static_cast<int>(code.size()), code.data(), static_cast<int>(name.size()), name.data());
  }
  std::abort();
}

}  // namespace signet::inline v0::detail
