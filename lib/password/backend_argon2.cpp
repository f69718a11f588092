// argon2 by our own kernels, in the worker's arena or in memory mapped for the call.
#include "password/arena.hpp"
#include "password/argon2.hpp"
#include "password/backend.hpp"

namespace signet::inline v0::detail {

Result<void> argon2_hash(std::string_view password, std::span<const std::byte> salt,
                         const Argon2Params& params, Argon2Version version, std::span<std::byte> tag) {
  const Argon2Job job{.version = version, .params = params, .password = password, .salt = salt};
  const std::size_t blocks = argon2_blocks(params);
  if (WorkerArena* const kept = WorkerArena::here(); kept != nullptr) {
    const auto memory = kept->take(blocks);
    if (memory.empty()) return fail(Errc::hash_failed);
    argon2(job, memory, tag);
    return {};
  }
  auto arena = Arena::map(blocks);
  if (!arena) return fail(Errc::hash_failed);
  argon2(job, arena->blocks(), tag);
  return {};
}

bool argon2_takes_arena() noexcept { return true; }

}  // namespace signet::inline v0::detail
