// signet batch: b64u_decode and json_scan, the strict readers that everything else stands on.
#include "batch_ops.hpp"

namespace signet_cli {
namespace {

using namespace signet;

std::string hex_of(const SecretBytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const std::byte byte : bytes.expose()) {
    hex += digits[std::to_integer<std::size_t>(byte >> 4)];
    hex += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return hex;
}

}  // namespace

void batch_b64u_decode(const Request& request, JsonWriter& answer) {
  request.expect_only({"text"});
  answer.key("bytes_hex").string(hex_of(decode_bytes(request.text("text"))));
}

void batch_json_scan(const Request& request, JsonWriter& answer) {
  request.expect_only({"text_b64u"});
  const SecretBytes text =
      decode_bytes(request.text("text_b64u"), fail(Errc::base64url_invalid, "text_b64u"));
  const ScannedObject scanned = accepted(ScannedObject::of(text.expose_text()));
  answer.key("members").integer(static_cast<std::int64_t>(scanned.members().size()));
}

}  // namespace signet_cli
