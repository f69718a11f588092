// Text that is encoded as it comes is what the same text encoded at once is.
#include "token/payload_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "signet/jose/base64url.hpp"

using namespace signet;

namespace {

// A text of `size` bytes in which no two stretches look alike.
std::string text_of(std::size_t size) {
  std::string text;
  while (text.size() < size) text += std::to_string(text.size()) + ",";
  text.resize(size);
  return text;
}

}  // namespace

TEST_CASE("text of any length is encoded whole, in one piece or many") {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{256}, std::size_t{5000}}) {
    for (const std::size_t size : {0U, 1U, 2U, 3U, 1022U, 1023U, 1024U, 1025U, 1026U, 2047U, 3072U, 5000U}) {
      CAPTURE(piece);
      CAPTURE(size);
      const std::string text = text_of(size);
      std::string out = "head.";
      detail::PayloadText payload{out, 5};
      for (std::size_t at = 0; at < size; at += piece) payload.put(std::string_view{text}.substr(at, piece));
      const std::size_t end = payload.finish();
      CHECK(out.substr(0, end) == "head." + base64url_encode(text));
    }
  }
}

TEST_CASE("room is had at any place of a text, and what stood in the buffer is written over") {
  for (std::size_t before = 700; before < 1030; ++before) {
    CAPTURE(before);
    const std::string text = text_of(before);
    std::string out(3000, 'x');
    detail::PayloadText payload{out, 0};
    payload.put(text);
    char* const room = payload.room(detail::PayloadText::longest_piece);
    std::fill_n(room, detail::PayloadText::longest_piece, 'r');
    payload.ends_at(room + 3);
    payload.put(",\"");
    const std::size_t end = payload.finish();
    CHECK(out.substr(0, end) == base64url_encode(text + "rrr,\""));
    CHECK(out.size() == 3000);
  }
}
