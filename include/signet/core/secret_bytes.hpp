// SecretBytes: bytes that are wiped before their memory is given back, and that nothing prints or compares.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace signet::inline v0 {

/// Overwrites memory in a way the optimiser may not remove. Implemented over OPENSSL_cleanse.
void wipe(void* bytes, std::size_t size) noexcept;

/// Owned secret bytes: move-only, sized once, wiped on destruction. No `<<`, no `==`; compare with
/// `constant_time_equal`. Reading is named `expose`, so that a reviewer can search for it.
/// @thread const access from any number of threads
class SecretBytes {
 public:
  SecretBytes() noexcept = default;
  /// `size` zero bytes, to be filled through `expose_writable`.
  explicit SecretBytes(std::size_t size);
  /// A copy of `bytes`; wiping the original is its owner's business.
  static SecretBytes copy_of(std::string_view bytes);
  static SecretBytes copy_of(std::span<const std::byte> bytes);

  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes();
  bool operator==(const SecretBytes&) const = delete;

  std::size_t size() const noexcept { return size_; }
  bool empty() const noexcept { return size_ == 0; }

  /// View into *this, valid until it is moved from or destroyed.
  std::span<const std::byte> expose() const& noexcept { return {bytes_, size_}; }
  std::span<const std::byte> expose() const&& = delete;
  std::span<std::byte> expose_writable() & noexcept { return {bytes_, size_}; }
  /// The same bytes as text.
  std::string_view expose_text() const& noexcept;
  std::string_view expose_text() const&& = delete;

 private:
  std::byte* bytes_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace signet::inline v0
