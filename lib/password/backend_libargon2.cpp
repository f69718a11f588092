// argon2 over libargon2, in memory mapped for the call.
#include <argon2.h>
#include <sys/mman.h>

#include "password/backend.hpp"

namespace signet::inline v0::detail {
namespace {

// Mapped rather than allocated: a refusal is an error under every allocator, and huge pages spare 8,000 page
// faults per 32 MiB, a quarter of the time. libargon2 wipes the block before it calls `unmap`.
int map(std::uint8_t** memory, std::size_t size) {
  void* const mapped = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return ARGON2_MEMORY_ALLOCATION_ERROR;
  static_cast<void>(madvise(mapped, size, MADV_HUGEPAGE));
  *memory = static_cast<std::uint8_t*>(mapped);
  return ARGON2_OK;
}

void unmap(std::uint8_t* memory, std::size_t size) { munmap(memory, size); }

// libargon2's fields are not const, yet without ARGON2_FLAG_CLEAR_* it only reads them.
std::uint8_t* readable(const void* bytes) { return static_cast<std::uint8_t*>(const_cast<void*>(bytes)); }

}  // namespace

Result<void> argon2_hash(std::string_view password, std::span<const std::byte> salt,
                         const Argon2Params& params, Argon2Version version, std::span<std::byte> tag) {
  argon2_context context{};
  context.out = reinterpret_cast<std::uint8_t*>(tag.data());
  context.outlen = static_cast<std::uint32_t>(tag.size());
  context.pwd = readable(password.data());
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = readable(salt.data());
  context.saltlen = static_cast<std::uint32_t>(salt.size());
  context.t_cost = params.passes;
  context.m_cost = params.memory.count;
  context.lanes = params.lanes;
  context.threads = 1;
  context.version = static_cast<std::uint32_t>(version);
  context.allocate_cbk = map;
  context.free_cbk = unmap;
  context.flags = ARGON2_DEFAULT_FLAGS;
  if (argon2_ctx(&context, static_cast<argon2_type>(params.type)) != ARGON2_OK)
    return fail(Errc::hash_failed);
  return {};
}

bool argon2_takes_arena() noexcept { return false; }

}  // namespace signet::inline v0::detail
