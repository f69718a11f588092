// Passphrase: what opens an encrypted private key, at hand or asked for when such a key is met.
#pragma once

#include <concepts>
#include <type_traits>

#include "signet/core/result.hpp"
#include "signet/core/secret_bytes.hpp"

namespace signet::inline v0 {

/// A callable that answers a passphrase, or why there is none.
template <class Ask>
concept PassphraseCallback = std::is_object_v<Ask> && requires(const Ask& ask) {
  { ask() } -> std::same_as<Result<SecretBytes>>;
};

/// The argument of a function that reads private keys. It is made by the call itself, from SecretBytes or
/// from a callable, and borrows that for the call: nothing is kept, and a variable of this type is a mistake.
class Passphrase {
 public:
  /// None.
  Passphrase() noexcept = default;
  explicit(false) Passphrase(const SecretBytes& at_hand) noexcept
      : borrowed_(&at_hand), ask_(&copy_of_borrowed) {}
  /// Asked once, on the calling thread, and only if the key is encrypted. Where it answers an error, that is
  /// the error of the call; where it throws, that is `passphrase_missing`, but for bad_alloc, which passes.
  template <PassphraseCallback Ask>
  explicit(false) Passphrase(const Ask& ask) noexcept : borrowed_(&ask), ask_(&answer_of<Ask>) {}
  explicit(false) Passphrase(Result<SecretBytes> (*const& ask)()) noexcept
      : borrowed_(static_cast<const void*>(&ask)), ask_(&answer_of<Result<SecretBytes> (*)()>) {}
  Passphrase(const Passphrase&) = delete;
  Passphrase& operator=(const Passphrase&) = delete;
  ~Passphrase() = default;

  /// @error passphrase_missing  there is none, or the callable threw
  /// @error any                 that the callable answered
  [[nodiscard]] Result<SecretBytes> obtain() const;

 private:
  static Result<SecretBytes> copy_of_borrowed(const void* at_hand);
  template <class Ask>
  static Result<SecretBytes> answer_of(const void* ask) {
    return (*static_cast<const Ask*>(ask))();
  }

  const void* borrowed_ = nullptr;
  Result<SecretBytes> (*ask_)(const void* borrowed) = nullptr;
};

}  // namespace signet::inline v0
