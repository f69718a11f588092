// yescrypt over libxcrypt, which alone has it.
#include "password/arena.hpp"
#include "password/backend.hpp"
#include "password/libxcrypt.hpp"

namespace signet::inline v0::detail {

static_assert(yescrypt_max_password < CRYPT_MAX_PASSPHRASE_SIZE);

bool has_yescrypt() noexcept { return true; }

Result<void> yescrypt(std::string_view password, const YescryptString& stored, std::span<std::byte> tag) {
  WorkerArena::make_room();
  CryptCall call;
  if (!read_yescrypt_tag(call.run(password, stored.setting()), tag)) return fail(Errc::hash_failed);
  return {};
}

}  // namespace signet::inline v0::detail
