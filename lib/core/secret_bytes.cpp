// SecretBytes: one allocation, wiped before it is given back.
#include "signet/core/secret_bytes.hpp"

#include <cstring>
#include <utility>

namespace signet::inline v0 {

SecretBytes::SecretBytes(std::size_t size)
    : bytes_(size == 0 ? nullptr : new std::byte[size]{}), size_(size) {}

SecretBytes SecretBytes::copy_of(std::string_view bytes) { return copy_of(std::as_bytes(std::span{bytes})); }

SecretBytes SecretBytes::copy_of(std::span<const std::byte> bytes) {
  SecretBytes copy{bytes.size()};
  if (!bytes.empty()) std::memcpy(copy.bytes_, bytes.data(), bytes.size());
  return copy;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : bytes_(std::exchange(other.bytes_, nullptr)), size_(std::exchange(other.size_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(size_, other.size_);
  return *this;
}

SecretBytes::~SecretBytes() {
  if (bytes_ == nullptr) return;
  wipe(bytes_, size_);
  delete[] bytes_;
}

std::string_view SecretBytes::expose_text() const& noexcept {
  return {reinterpret_cast<const char*>(bytes_), size_};
}

}  // namespace signet::inline v0
