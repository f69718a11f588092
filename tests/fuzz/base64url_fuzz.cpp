// Fuzzes base64url against a decoder so plain that it can be read as RFC 4648 §5.
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "fuzz/target.hpp"
#include "signet/jose/base64url.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

struct Naive {
  std::string bytes;
  std::size_t wrong_at = std::string::npos;
};

Naive decode_naively(std::string_view text) {
  Naive naive;
  std::vector<bool> bits;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto value = alphabet.find(text[at]);
    if (value == std::string_view::npos) return {{}, at};
    for (unsigned bit = 6; bit-- > 0;) bits.push_back((value >> bit & 1) != 0);
  }
  const std::size_t whole = bits.size() / 8 * 8;
  for (std::size_t at = 0; at < whole; at += 8) {
    unsigned byte = 0;
    for (std::size_t bit = 0; bit < 8; ++bit) byte = byte << 1U | (bits[at + bit] ? 1U : 0U);
    naive.bytes.push_back(static_cast<char>(byte));
  }
  if (bits.size() - whole == 6) naive.wrong_at = text.size() - 1;
  for (std::size_t at = whole; at < bits.size(); ++at) {
    if (bits[at]) naive.wrong_at = text.size() - 1;
  }
  return naive;
}

// Into memory of exactly `room` bytes, so that the sanitizer sees a byte too many.
Result<std::size_t> decode_into(std::vector<std::byte> room, std::string_view text) {
  return base64url_decode(text, room);
}

void decode_as_text(std::string_view input) {
  const Naive naive = decode_naively(input);
  const auto decoded = base64url_decode(input);
  const auto size = decode_into(std::vector<std::byte>(base64url_decoded_size(input.size())), input);
  require(decoded.has_value() == size.has_value(), "both forms of decoding accept the same");
  require(decoded.has_value() == (naive.wrong_at == std::string::npos), "accepted as by the plain decoder");
  if (!decoded) {
    require(decoded.error().position() == naive.wrong_at, "refused at the character of the plain decoder");
    require(size.error().position() == naive.wrong_at, "both forms refuse at one character");
    return;
  }
  require(*decoded == naive.bytes && *size == naive.bytes.size(), "the bytes of the plain decoder");
  require(base64url_encode(*decoded) == input, "encoding what was decoded gives the same text");
  if (*size == 0) return;
  require(!decode_into(std::vector<std::byte>(*size - 1), input), "a byte too little room is refused");
}

void encode_as_bytes(std::string_view input) {
  const std::string text = base64url_encode(input);
  require(text.size() == base64url_encoded_size(input.size()), "the size that was told beforehand");
  const auto decoded = base64url_decode(text);
  require(decoded && *decoded == input, "decoding what was encoded gives the same bytes");
  require(decode_naively(text).bytes == input, "the plain decoder reads what was encoded");
}

}  // namespace

void look_at(std::string_view input) {
  decode_as_text(input);
  encode_as_bytes(input);
}

}  // namespace signet_fuzz
