// JSON values scanned by themselves: see batch_text.hpp.
#include "batch_text.hpp"

#include <algorithm>
#include <cstring>
#include <initializer_list>

namespace signet_cli {
namespace {

using namespace signet;

constexpr std::size_t part_size =
    32'768;  // bytes of a string that are scanned at once; the scanner takes 65,535

SecretBytes joined(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  SecretBytes whole{size};
  std::byte* to = whole.expose_writable().data();
  for (const std::string_view part : parts) {
    if (!part.empty()) std::memcpy(to, part.data(), part.size());
    to += part.size();
  }
  return whole;
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80; }

// Whether an escape of four digits begins a surrogate pair (RFC 8259 §7), which is one character.
bool leads_pair(std::string_view escape) {
  constexpr std::string_view first{"dD"};
  constexpr std::string_view second{"89abAB"};
  return escape.size() > 3 && escape[1] == 'u' && first.find(escape[2]) != std::string_view::npos &&
         second.find(escape[3]) != std::string_view::npos;
}

// How many bytes at the front of `text` one character takes; they must stay together.
std::size_t character_size(std::string_view text) {
  if (text[0] != '\\') {
    const auto next = std::find_if_not(text.begin() + 1, text.end(), continues_character);
    return static_cast<std::size_t>(next - text.begin());
  }
  if (leads_pair(text)) return 12;
  return text.size() > 1 && text[1] == 'u' ? 6 : 2;
}

// The front of `text`: at least part_size bytes if it has them, and whole characters.
std::string_view first_part(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && size < part_size) size += character_size(text.substr(size));
  return text.substr(0, size);
}

}  // namespace

Result<ScannedObject> ScannedObject::scan(SecretBytes text, const Limits& limits) {
  ScannedObject object;
  object.text_ = std::move(text);
  const std::span<std::byte> bytes = object.text_.expose_writable();
  const auto count =
      scan_object({reinterpret_cast<char*>(bytes.data()), bytes.size()}, object.index_, limits);
  if (!count) return count.error();
  object.count_ = *count;
  return object;
}

Result<ScannedObject> ScannedObject::of(std::string_view text, const Limits& limits) {
  return scan(SecretBytes::copy_of(text), limits);
}

Result<ScannedObject> ScannedObject::around(std::string_view value, const Limits& limits) {
  return scan(joined({"{\"\":", value, "}"}), limits);
}

Result<SecretBytes> decode_string(std::string_view quoted) {
  std::string_view rest = quoted.substr(1, quoted.size() - 2);
  SecretBytes decoded{rest.size()};
  std::size_t size = 0;
  while (!rest.empty()) {
    const std::string_view part = first_part(rest);
    const SecretBytes requoted = joined({"\"", part, "\""});
    const auto scanned = ScannedObject::around(requoted.expose_text());
    if (!scanned) return scanned.error();
    const std::string_view text = scanned->members().value(0).text;
    if (!text.empty()) std::memcpy(decoded.expose_writable().data() + size, text.data(), text.size());
    size += text.size();
    rest.remove_prefix(part.size());
  }
  return SecretBytes::copy_of(decoded.expose().first(size));
}

}  // namespace signet_cli
