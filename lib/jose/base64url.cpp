// The run-time side of base64url: bounds, errors, and strings of the right size.
#include "signet/jose/base64url.hpp"

namespace signet::inline v0 {

std::string base64url_encode(std::span<const std::byte> in) {
  std::string out(base64url_encoded_size(in.size()), '\0');
  base64url_encode(in, out.data());
  return out;
}

std::string base64url_encode(std::string_view in) { return base64url_encode(std::as_bytes(std::span{in})); }

Result<std::size_t> base64url_decode(std::string_view in, std::span<std::byte> out) noexcept {
  const std::size_t size = base64url_decoded_size(in.size());
  if (size > out.size()) return Error::at(Errc::base64url_invalid, base64url_encoded_size(out.size()));
  const std::size_t good = detail::base64url_decode_prefix(in, out.data());
  if (good != in.size()) return Error::at(Errc::base64url_invalid, good);
  return size;
}

Result<std::string> base64url_decode(std::string_view in) {
  std::string out(base64url_decoded_size(in.size()), '\0');
  const auto size = base64url_decode(in, std::as_writable_bytes(std::span{out}));
  if (!size) return size.error();
  return out;
}

}  // namespace signet::inline v0
