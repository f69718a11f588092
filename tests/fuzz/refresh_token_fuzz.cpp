// Fuzzes refresh tokens: as text that comes from outside, and as names that tokens are minted for.
#include <algorithm>
#include <cstring>

#include "fuzz/target.hpp"
#include "session/refresh_token_codec.hpp"

namespace signet_fuzz {
namespace {

using namespace signet;

const detail::RefreshTokenCodec& codec() {
  static const auto built = [] {
    std::vector<SecretBytes> keys;
    keys.push_back(SecretBytes::copy_of("the key that mints, 32 bytes long"));
    return *detail::RefreshTokenCodec::build(keys);
  }();
  return built;
}

void read(std::string_view text) {
  const auto name = codec().read(text);
  if (!name) {
    require(name.error() == Error{Errc::refresh_token_invalid}, "there is one reason to refuse");
    return;
  }
  require(codec().mint(*name) == text, "a token that is read is the one that would be minted");
  require(!codec().read(tampered(text)), "with one character changed it is refused");
  require(!codec().read(std::string{text} + "0"), "with one more it is refused");
  require(!codec().read(text.substr(0, text.size() - 1)), "with one less it is refused");
}

detail::TokenName name_in(std::string_view input) {
  std::uint8_t bytes[20]{};
  std::memcpy(bytes, input.data(), std::min(input.size(), sizeof bytes));
  detail::TokenName name;
  static_assert(sizeof name.family == 16);
  std::memcpy(&name.family, bytes, 16);
  std::memcpy(&name.generation, bytes + 16, 4);
  return name;
}

}  // namespace

void look_at(std::string_view input) {
  read(input);
  if (input.empty()) return;
  const std::string minted = codec().mint(name_in(input));
  require(codec().read(minted).has_value(), "what is minted is read");
  read(minted);
}

}  // namespace signet_fuzz
