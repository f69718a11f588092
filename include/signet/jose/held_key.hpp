// HeldKey: the material of a key, shared by its copies; opaque here, so that OpenSSL stays out of the
// headers.
#pragma once

#include <utility>

#include "signet/core/handle.hpp"

namespace signet::inline v0 {

namespace detail {
struct KeyMaterial;  // lib/jose/key_material.hpp: the EVP_PKEY or HMAC states, with their contexts
void retain_key(const KeyMaterial* material) noexcept;
void release_key(const KeyMaterial* material) noexcept;
using SharedKey = SharedHandle<KeyMaterial, retain_key, release_key>;

/// The material of a key that is in use: a move copies it, so that no key is ever without.
class HeldKey {
 public:
  explicit(false) HeldKey(SharedKey key) noexcept : key_(std::move(key)) {}
  HeldKey(const HeldKey&) noexcept = default;
  HeldKey& operator=(const HeldKey&) noexcept = default;
  ~HeldKey() = default;

  const KeyMaterial& operator*() const noexcept { return *key_; }
  const KeyMaterial* operator->() const noexcept { return key_.get(); }

 private:
  SharedKey key_;
};
}  // namespace detail

}  // namespace signet::inline v0
