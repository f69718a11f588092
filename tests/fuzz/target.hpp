// What a fuzz target defines, and how it says that a property does not hold.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace signet_fuzz {

/// Looks at one input. Each target defines it; a property that does not hold ends the process.
void look_at(std::string_view input);

/// Ends the process with the property's sentence unless it holds; libFuzzer then keeps the input.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "property does not hold: %s\n", property);
  std::abort();
}

/// A number that only the text decides, so that an input behaves the same each time (FNV-1a).
inline std::uint64_t draw_from(std::string_view text) {
  std::uint64_t draw = 14'695'981'039'346'656'037U;
  for (const char c : text) draw = (draw ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return draw ^ draw >> 29U;
}

/// `text`, not empty, with the character at a drawn place replaced by another of base64url.
inline std::string tampered(std::string_view text) {
  std::string other{text};
  const std::uint64_t draw = draw_from(text);
  char& c = other[draw % other.size()];
  const char drawn = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_0123"[(draw >> 32U) % 32];
  c = c == drawn ? 'x' : drawn;
  return other;
}

}  // namespace signet_fuzz
