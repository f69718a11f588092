// Reading of PEM over OpenSSL's base64 and labels, strict about how many blocks there are.
#include "jose/pem_block.hpp"

#include <utility>

#include "jose/key_encoding.hpp"

namespace signet::inline v0::detail {
namespace {
constexpr std::string_view begin = "-----BEGIN ";
}

PemBlock::PemBlock(PemBlock&& other) noexcept
    : label_(std::exchange(other.label_, nullptr)),
      headers_(std::exchange(other.headers_, nullptr)),
      der_(std::exchange(other.der_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

PemBlock::~PemBlock() {
  OPENSSL_secure_free(label_);
  OPENSSL_secure_free(headers_);
  OPENSSL_secure_clear_free(der_, static_cast<std::size_t>(size_));
}

Result<PemBlock> PemBlock::read(std::string_view text) {
  const auto first = text.find(begin);
  const bool one = first != std::string_view::npos && text.find(begin, first + 1) == std::string_view::npos;
  if (text.size() > max_key_text || !one) return fail(Errc::key_malformed);
  const Bio from{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
  PemBlock block;
  const bool whole = from && PEM_read_bio_ex(from.get(), &block.label_, &block.headers_, &block.der_,
                                             &block.size_, PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE) == 1;
  if (!whole || block.headers_[0] != '\0') return fail(Errc::key_malformed);
  return block;
}

bool has_pem_block(std::string_view text) noexcept { return text.find(begin) != std::string_view::npos; }

}  // namespace signet::inline v0::detail
