// Text that is encoded as it comes is what the same text encoded at once is.
#include "token/payload_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
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

TEST_CASE("a text is escaped between its literals at every place, also where the room ends in its midst") {
  constexpr const char* rows[][2] = {{"", ""},
                                     {"plain", "plain"},
                                     {"a\"b", R"(a\"b)"},
                                     {"0123456789012345678901234\n", R"(0123456789012345678901234\n)"}};
  for (std::size_t before = 960; before < 1030; ++before) {
    for (const auto& [text, escaped] : rows) {
      CAPTURE(before);
      CAPTURE(text);
      std::string out;
      detail::PayloadText payload{out, 0};
      payload.put(text_of(before));
      CHECK(payload.put_escaped(",\"", text, "\":\""));
      const std::size_t end = payload.finish();
      CHECK(out.substr(0, end) == base64url_encode(text_of(before) + ",\"" + escaped + "\":\""));
    }
  }
}

TEST_CASE("a text that is not UTF-8 is told") {
  std::string out;
  detail::PayloadText payload{out, 0};
  CHECK_FALSE(payload.put_escaped("\"", "fine\xff", "\""));
  CHECK(payload.put_escaped("\"", "\xc3\xa9", "\""));
}

TEST_CASE("the first bytes may come without a call, none to two of them") {
  for (const std::size_t size : {0U, 1U, 2U}) {
    std::string out;
    detail::PayloadText payload{out, 0};
    payload.put(std::array{'{', '"'}, size);
    payload.put("rest");
    const std::size_t end = payload.finish();
    CHECK(out.substr(0, end) == base64url_encode(std::string{"{\""}.substr(0, size) + "rest"));
  }
}
