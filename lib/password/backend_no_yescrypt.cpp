// yescrypt where signet was built without libxcrypt: there is none.
#include "password/backend.hpp"

namespace signet::inline v0::detail {

bool has_yescrypt() noexcept { return false; }

Result<void> yescrypt(std::string_view, const YescryptString&, std::span<std::byte>) {
  return fail(Errc::hash_unsupported);
}

}  // namespace signet::inline v0::detail
