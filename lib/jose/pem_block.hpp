// PemBlock: one PEM block, the only one of its text (RFC 7468 §2, §5.2).
#pragma once

#include <openssl/pem.h>

#include <span>
#include <string_view>

#include "jose/openssl.hpp"
#include "signet/core/result.hpp"

namespace signet::inline v0::detail {

/// In OpenSSL's memory, which is wiped when it goes.
class PemBlock {
 public:
  /// Reads the one block of `text`; text before it is skipped.
  /// @error key_malformed  no block, a second one, one with headers (RFC 1421: they announce encryption by
  ///                       MD5, for which OpenSSL would ask on the terminal), or more than max_key_text bytes
  static Result<PemBlock> read(std::string_view text);

  PemBlock(PemBlock&& other) noexcept;
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;
  ~PemBlock();

  std::string_view label() const noexcept { return label_; }
  std::span<const unsigned char> der() const noexcept { return {der_, static_cast<std::size_t>(size_)}; }

 private:
  PemBlock() noexcept = default;

  char* label_ = nullptr;
  char* headers_ = nullptr;
  unsigned char* der_ = nullptr;
  long size_ = 0;
};

/// Whether a block begins anywhere in `text`.
bool has_pem_block(std::string_view text) noexcept;

}  // namespace signet::inline v0::detail
