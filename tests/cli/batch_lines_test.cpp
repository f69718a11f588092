// signet batch, the loop: garbage, boundaries, order, identifiers, and what it must never repeat.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch.hpp"
#include "command.hpp"

using namespace signet_test;

namespace {

const std::string malformed = R"({"id":null,"ok":false,"error":"request_malformed"})";
const std::string too_large = R"({"id":null,"ok":false,"error":"request_too_large"})";
const std::string plain = R"({"id":1,"op":"b64u_decode","text":"QQ"})";
const std::string plain_answer = R"({"id":1,"ok":true,"bytes_hex":"41"})";
constexpr std::size_t line_limit = 1'048'576;

// The plain request, made `size` bytes long by white space.
std::string padded_to(std::size_t size) { return std::string(size - plain.size(), ' ') + plain; }

std::string repeated(const std::string& text, std::size_t times) {
  std::string whole;
  for (std::size_t i = 0; i < times; ++i) whole += text;
  return whole;
}

}  // namespace

TEST_CASE("a line that is no JSON object is answered request_malformed, and the next is served") {
  const std::vector<std::string> garbage{
      "",
      "\r",
      std::string(1, '\0'),
      std::string{"\xff\xfe\x00\x80", 4},
      "null",
      "[]",
      "[{\"id\":1}]",
      "{",
      "}",
      "{\"id\":1",
      "{\"id\":1}}",
      "{\"id\":1,}",
      "{\"id\":1 2}",
      "{\"id\":tr ue}",
      "{\"id\":1 \"op\":\"b64u_decode\"}",
      "{\"id\":1,\"op\":\"b64u_decode\",\"text\":\"QQ\",\"text\":\"QQ\"}",
      "{\"id\":1,\"op\":\"b64u_decode\",\"text\":\"Q\x01\"}",
      "{\"id\":1,\"op\":\"b64u_decode\",\"text\":\"\xc0\x80\"}",
      "{\"id\":1,\"op\":\"b64u_decode\",\"text\":\"\\ud800\"}",
      "{\"id\":1,\"op\":\"b64u_decode\",\"text\":\"\\",
      "{\"id\":1,\"op\":\"verify\",\"token\":\"a.b.c\",\"key\":{\"k\":}}",
      "{\"id\":1,\"op\":\"verify\",\"token\":\"a.b.c\",\"key\":[}}",
      "{\"id\":{\"a\":1,\"a\":2},\"op\":\"b64u_decode\",\"text\":\"QQ\"}",
      "\xef\xbb\xbf" + plain,
      "{" + repeated("\"a\":\"\",", 300) + "\"id\":1}",
      repeated("[", 500'000),
      repeated("{\"a\":", 200'000),
      repeated("\"\\", 400'000),
  };
  std::vector<Exchange> exchanges;
  for (const std::string& line : garbage) {
    exchanges.push_back({line, malformed});
    exchanges.push_back({plain, plain_answer});
  }
  check_answers(exchanges);
}

TEST_CASE("a line of 1 MiB is served, one byte more is drained and answered request_too_large") {
  check_answers(
      {{padded_to(line_limit), plain_answer},
       {R"({"id":1,"op":"b64u_decode","text":")" + std::string(line_limit - 37, 'A') + R"("})",
        R"({"id":1,"ok":true,"bytes_hex":")" + std::string((line_limit - 37) / 4 * 6 + 4, '0') + R"("})"},
       {std::string(line_limit, 'x'), malformed},
       {std::string(line_limit + 1, 'x'), too_large},
       {plain, plain_answer},
       {padded_to(line_limit + 1), too_large},
       {std::string(5 * line_limit, '{'), too_large},
       {plain, plain_answer}});
}

TEST_CASE("the last line needs no newline, and an empty input no answer") {
  CHECK(batch_lines("") == std::vector<std::string>{});
  CHECK(batch_lines(plain) == std::vector<std::string>{plain_answer});
  CHECK(batch_lines("{") == std::vector<std::string>{malformed});
  CHECK(batch_lines("\n") == std::vector<std::string>{malformed});
  CHECK(batch_lines(std::string(line_limit + 1, 'x')) == std::vector<std::string>{too_large});
  CHECK(batch_lines(std::string(line_limit + 1, 'x') + "\n") == std::vector<std::string>{too_large});
}

TEST_CASE("an answer is written before the next request is there") {
  const Scratch scratch;
  const Outcome outcome = scratch.shell(
      "mkfifo in out; $signet batch <in >out & exec 3>in 4<out; "
      "echo '" +
      plain +
      "' >&3; read -r first <&4; echo \"$first\"; "
      "echo '{}' >&3; read -r second <&4; echo \"$second\"; exec 3>&-; wait");
  CHECK(outcome.out == plain_answer +
                           "\n{\"id\":null,\"ok\":false,\"error\":\"member_invalid\",\"stage\":\"request\","
                           "\"claim\":\"id\"}\n");
}

TEST_CASE("a thousand requests are answered in their order") {
  std::vector<Exchange> exchanges;
  for (int i = 0; i < 1'000; ++i) {
    const std::string id = std::to_string(i);
    exchanges.push_back({"{\"op\":\"b64u_decode\",\"text\":\"QQ\",\"id\":" + id + "}",
                         "{\"id\":" + id + ",\"ok\":true,\"bytes_hex\":\"41\"}"});
  }
  check_answers(exchanges);
}

TEST_CASE("the id is any JSON value and is repeated as it stands, on one line") {
  std::vector<Exchange> exchanges;
  for (const std::string id : {"null", "true", "-0.50e1", R"("")", R"("\u0041\n\"")", "[ 1, {\"a\":[]} ]",
                               "{}", "18446744073709551616"}) {
    exchanges.push_back({R"({"id":)" + id + R"(,"op":"b64u_decode","text":"QQ"})",
                         R"({"id":)" + id + R"(,"ok":true,"bytes_hex":"41"})"});
  }
  exchanges.push_back({"{\"id\":[1,\r2],\"op\":\"b64u_decode\",\"text\":\"QQ\"}\r",
                       R"({"id":[1, 2],"ok":true,"bytes_hex":"41"})"});
  check_answers(exchanges);
}

TEST_CASE("unknown members and operations, and members of another type, are refused by name or not named") {
  check_answers({
      {request("b64u_decode", R"("text":"QQ","secret-name":1)"), refusal("member_unknown", "request")},
      {request("b64u_decode", R"("text":7)"), refusal("member_invalid", "request", "text")},
      {request("b64u_decode", ""), refusal("member_invalid", "request", "text")},
      {request("explode", ""), refusal("member_invalid", "request", "op")},
      {R"({"id":1})", refusal("member_invalid", "request", "op")},
      {R"({"id":1,"op":{}})", refusal("member_invalid", "request", "op")},
      {R"({"op":"b64u_decode","text":"QQ"})",
       R"({"id":null,"ok":false,"error":"member_invalid","stage":"request","claim":"id"})"},
  });
}

TEST_CASE("a string of more than 64 KiB is decoded across the parts in which it is scanned") {
  const std::string smile = R"(\ud83d\ude00)";
  for (std::size_t shift = 0; shift < 13; ++shift) {  // so that each byte of a pair meets a boundary
    const std::string text = std::string(shift, 'A') + repeated(smile, 10'000);
    CAPTURE(shift);
    check_answers(
        {{request("check", R"("stored":"x","password":")" + text + "\""), refusal("hash_malformed", "hash")},
         {request("b64u_decode",
                  R"("text":")" + std::string(shift, 'A') + repeated(R"(\u0041)", 40'000 - shift) + "\""),
          success(R"("bytes_hex":")" + std::string(60'000, '0') + "\"")}});
  }
}

TEST_CASE("no answer repeats a secret, whatever is wrong with the request") {
  const std::string mark =
      "TWFya2VkU2VjcmV0LU1hcmtlZFNlY3JldC1NYXJrZWRTZWNyZXQ";  // "MarkedSecret-…", base64url
  const std::vector<std::string> requests{
      request("verify", R"("token":")" + mark + R"(","key":{"kty":"oct","k":")" + mark + "\"}"),
      request("verify", R"("token":"a.b.c","key":{"secret_b64u":")" + mark + R"(","more":1})"),
      request("verify", R"("token":"a.b.c","key":{"pem":")" + mark + "\"}"),
      request("verify", R"("token":"a.b.c","algorithms":[")" + mark + R"("],"key":)" + secret_key),
      request("verify", R"("token":"a.b.c",")" + mark + R"(":1,"key":)" + secret_key),
      request("sign", R"("payload_b64u":"","header":{")" + mark + R"(":1,"alg":")" + mark + R"("},"key":)" +
                          secret_jwk),
      request("sign", R"("payload_b64u":"","key":{"kty":")" + mark + R"(","k":")" + mark + "\"}"),
      request("jwk_import", R"("key":{"kty":"oct","k":")" + mark + R"(","kid":"a"})"),
      request("jwk_import", R"("key":{"kty":"oct","k":")" + mark + R"(","k":")" + mark + "\"}"),
      request("jwks_import", R"("key":{"keys":[")" + mark + R"(",{"kty":"oct","k":")" + mark + "\"}]}"),
      request("jwk_thumbprint", R"("key":{"kty":"oct","k":")" + mark + "\"}"),
      request("hash", R"("password":")" + mark + R"(","preset":")" + mark + "\""),
      request("check", R"("password":")" + mark + R"(","stored":")" + mark + "\""),
      request(mark, ""),
      R"({"id":1,"op":"hash","password":")" + mark,
  };
  std::string input;
  for (const std::string& line : requests) input += line + "\n";
  const std::vector<std::string> lines = batch_lines(input);
  REQUIRE(lines.size() == requests.size());
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK(line.find(mark) == std::string::npos);
    CHECK(line.find("MarkedSecret") == std::string::npos);
  }
}
