// Places that are published once and read without a lock.
#include "jose/header_memo.hpp"

#include <new>

#include "signet/jose/base64url.hpp"

namespace signet::inline v0::detail {

HeaderMemo::~HeaderMemo() {
  for (const auto& entry : entries_) delete entry.load(std::memory_order_relaxed);
}

void HeaderMemo::keep(std::string_view encoded, const JoseHeader& header, const VerificationKey* only_key,
                      const Limits& limits) noexcept try {
  if (encoded.size() > longest || entries_.back().load(std::memory_order_relaxed) != nullptr) return;
  const std::size_t size = only_key == nullptr ? 0 : base64url_encoded_size(only_key->signature_size());
  const auto* const fresh =
      new RememberedHeader{std::string{encoded}, header, only_key, size, limits.depth, limits.members};
  for (auto& place : entries_) {
    const RememberedHeader* taken = nullptr;
    if (place.compare_exchange_strong(taken, fresh, std::memory_order_acq_rel)) return;
    if (taken->encoded == encoded && taken->read_with(limits)) break;  // another thread kept it meanwhile
  }
  delete fresh;
} catch (const std::bad_alloc&) {  // the header will be read again next time
}

}  // namespace signet::inline v0::detail
