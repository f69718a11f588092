// Fuzzes base64url, at every vector level of the machine, against the oracle of its unit tests.
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/cpu_level.hpp"
#include "fuzz/target.hpp"
#include "signet/jose/base64url.hpp"
#include "unit/jose/base64url_oracle.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

// Into memory of exactly `room` bytes, so that the sanitizer sees a byte too many.
Result<std::size_t> decode_into(std::vector<std::byte> room, std::string_view text) {
  return base64url_decode(text, room);
}

void decode_as_text(std::string_view input) {
  const auto expected = base64url_oracle::decode(input);
  const auto decoded = base64url_decode(input);
  const auto size = decode_into(std::vector<std::byte>(base64url_decoded_size(input.size())), input);
  require(decoded.has_value() == size.has_value(), "both forms of decoding accept the same");
  require(decoded.has_value() == !expected.refused_at, "accepted as by the oracle");
  if (!decoded) {
    require(decoded.error().position() == expected.refused_at, "refused at the character of the oracle");
    require(size.error().position() == expected.refused_at, "both forms refuse at one character");
    return;
  }
  require(*decoded == expected.bytes && *size == expected.bytes.size(), "the bytes of the oracle");
  require(base64url_encode(*decoded) == input, "encoding what was decoded gives the same text");
  if (*size == 0) return;
  require(!decode_into(std::vector<std::byte>(*size - 1), input), "a byte too little room is refused");
}

void encode_as_bytes(std::string_view input) {
  const std::string text = base64url_encode(input);
  require(text.size() == base64url_encoded_size(input.size()), "the size that was told beforehand");
  const auto decoded = base64url_decode(text);
  require(decoded && *decoded == input, "decoding what was encoded gives the same bytes");
  require(text == base64url_oracle::encode(input), "the text of the oracle");
}

}  // namespace

void look_at(std::string_view input) {
  for (const detail::CpuLevel level : detail::cpu_levels) {
    if (!detail::use_cpu_level(level)) continue;
    decode_as_text(input);
    encode_as_bytes(input);
  }
}

}  // namespace signet_fuzz
