// signet batch: lines that no honest sender writes, and ends of the conversation that no honest reader makes.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "batch_samples.hpp"
#include "command.hpp"

using namespace signet_test;
using namespace std::string_literals;

namespace {

const std::string malformed = R"({"id":null,"ok":false,"error":"request_malformed"})";
const std::string plain = R"({"id":1,"op":"b64u_decode","text":"QQ"})";
const std::string plain_answer = R"({"id":1,"ok":true,"bytes_hex":"41"})";

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string with_id(const std::string& id) {
  return R"({"id":)" + id + R"(,"op":"b64u_decode","text":"QQ"})";
}
std::string answered_id(const std::string& id) {
  return R"({"id":)" + id + R"(,"ok":true,"bytes_hex":"41"})";
}

std::string invalid(const std::string& member) { return refusal("member_invalid", "request", member); }

}  // namespace

TEST_CASE("NULs and bytes that are not UTF-8 are refused wherever they stand, and the next line is served") {
  std::vector<Exchange> exchanges;
  for (const std::string& bytes : {"\0"s, "\0\0\0"s, "\xff"s, "\xc0\x80"s, "\xed\xa0\x80"s,
                                   "\xf4\x90\x80\x80"s, "\xe2\x82"s, "\x80"s, "\x7f\0"s, "\x01"s, "\x1f"s}) {
    for (const std::string& line :
         {bytes, bytes + plain, plain + bytes, R"({"id":1,"op":"b64u_decode","text":"Q)" + bytes + R"(Q"})",
          R"({"id":")" + bytes + R"(","op":"b64u_decode","text":"QQ"})",
          R"({"id":1,"o)" + bytes + R"(p":"x"})",
          R"({"id":[")" + bytes + R"("],"op":"b64u_decode","text":"QQ"})",
          R"({"id":1,"op":"jwk_import","key":{"kty":")" + bytes + R"("}})", R"({"id":1)" + bytes + "}"}) {
      exchanges.push_back({line, malformed});
      exchanges.push_back({plain, plain_answer});
    }
  }
  check_answers(exchanges);
}

TEST_CASE("escaped NULs and characters of every length are data") {
  check_answers({
      {request("b64u_decode", R"("text":"Q\u0000Q")"), refusal("base64url_invalid", "parse")},
      {request("verify", R"("token":"\u0000.\u0000.\u0000","key":)" + secret_key),
       refusal("base64url_invalid", "parse")},
      {request("\\u0000", ""), invalid("op")},
      {request("b64u_decode", R"("\u0000":1,"text":"QQ")"), refusal("member_unknown", "request")},
      {with_id(R"("\u0000 é€😀 \ud83d\ude00")"), answered_id(R"("\u0000 é€😀 \ud83d\ude00")")},
      {request("jwk_import", R"("key":{"kty":"\u0000"})"), refusal("key_unsupported", "key", "kty")},
      {request("hash", R"("preset":"bcrypt","password":"a\u0000")"), refusal("password_unsupported", "hash")},
      {request("needs_rehash", R"("stored":"$2a$05$\u0000")"), refusal("hash_malformed", "hash")},
      {request("sign", R"("payload_b64u":"\u0000","key":)" + secret_jwk),
       refusal("base64url_invalid", "parse", "payload_b64u")},
  });
}

TEST_CASE("depth is refused by what reads the value, and costs no stack") {
  const std::string deep = nested(500'000);
  check_answers({
      {with_id(nested(63)), answered_id(nested(63))},
      {with_id(nested(64)), malformed},
      {with_id(deep), malformed},
      {request("jwk_import", "\"key\":{\"kty\":" + deep + "}"), refusal("key_malformed", "key")},
      {request("jwks_import", "\"key\":{\"keys\":" + deep + "}"), refusal("key_malformed", "key")},
      {request("verify", R"("token":"a.b.c","iss":)" + deep + R"(,"key":)" + secret_key), invalid("iss")},
      {request("sign", R"("payload_b64u":"","header":{"x":)" + deep + R"(},"key":)" + secret_jwk),
       invalid("header")},
      {request("b64u_decode", "\"text\":" + deep), invalid("text")},
      {request("b64u_decode", R"("text":"QQ","x":)" + deep), refusal("member_unknown", "request")},
      {"{\"id\":1,\"op\":" + std::string(500'000, '['), malformed},
      {"{\"id\":1,\"op\":" + std::string(500'000, ']'), malformed},
  });
}

TEST_CASE("numbers of any size are refused by their reader, and identifiers of any size repeated") {
  const auto verify_at = [](const std::string& name, const std::string& number) {
    return verify(empty_token, secret_key, R"("allow_no_exp":true,")" + name + "\":" + number);
  };
  const std::string digits(60'000, '9');
  std::vector<Exchange> exchanges;
  for (const std::string& name : {"now"s, "leeway"s, "max_age"s}) {
    for (const std::string& number : {"9223372036854775808"s, "-9223372036854775809"s, "1e999999999"s, "0e0"s,
                                      "1.0"s, "-0.5"s, "-1"s, "253402300800"s, digits, "0." + digits}) {
      exchanges.push_back({verify_at(name, number), invalid(name)});
    }
    for (const std::string& no_number :
         {"01"s, "+1"s, ".5"s, "1."s, "0x1"s, "NaN"s, "Infinity"s, "-"s, "1e"s}) {
      exchanges.push_back({verify_at(name, no_number), malformed});
    }
  }
  for (const std::string& id : {"-0"s, "1e999999999"s, "0.1E-400"s, digits}) {
    exchanges.push_back({with_id(id), answered_id(id)});
  }
  // More than the names and numbers of a line may take together.
  exchanges.push_back({with_id(std::string(70'000, '9')), malformed});
  check_answers(exchanges);
}

TEST_CASE("lines may end with CR LF, and a CR alone ends none") {
  CHECK(batch_lines(plain + "\r\n" + plain + "\r\n\r\n" + plain) ==
        std::vector<std::string>{plain_answer, plain_answer, malformed, plain_answer});
  CHECK(batch_lines(plain + "\r" + plain) == std::vector<std::string>{malformed});
  CHECK(batch_lines("\r" + plain + "\r") == std::vector<std::string>{plain_answer});
  CHECK(batch_lines("\n\n" + plain) == std::vector<std::string>{malformed, malformed, plain_answer});
}

TEST_CASE("a request that was cut off at any byte is malformed, and one with any byte changed is answered") {
  const std::string whole =
      verify(empty_token, secret_jwk, R"("allow_no_exp":true,"iss":["a","\u0062"],"now":5)");
  std::vector<Exchange> cut;
  for (std::size_t size = 0; size < whole.size(); ++size) cut.push_back({whole.substr(0, size), malformed});
  check_answers(cut);

  std::string input;
  std::size_t count = 0;
  for (const char byte : "\0\"\\{}[],:\xff-9u\x7f"s) {
    for (std::size_t at = 0; at < whole.size(); ++at, ++count) {
      std::string changed = whole;
      changed[at] = byte;
      input += changed + "\n";
    }
  }
  const std::vector<std::string> lines = batch_lines(input);
  REQUIRE(lines.size() == count);
  for (const std::string& line : lines) {
    CAPTURE(line);
    CHECK((line == malformed || (line.starts_with("{\"id\":") && line.ends_with("}"))));
  }
}

TEST_CASE("without a reader or a writer batch ends with exit code 2, and never by a signal") {
  const Scratch scratch;
  std::string requests;
  for (int i = 0; i < 20'000; ++i) requests += plain + "\n";
  const Outcome closed = scratch.signet("batch >&-", plain);
  CHECK(closed.exit_code == 2);
  CHECK(closed.err == "signet: cannot write to standard output\n");
  const Outcome full = scratch.signet("batch >/dev/full", plain);
  CHECK(full.exit_code == 2);
  CHECK(full.err == "signet: cannot write to standard output\n");
  const Outcome left = scratch.shell("{ $signet batch; echo $? >code; } | head -c 1; cat code", requests);
  CHECK(left.out == "{2\n");
  CHECK(left.err == "signet: cannot write to standard output\n");
  const Outcome no_input = scratch.signet("batch <&-");
  CHECK(no_input.exit_code == 2);
  CHECK(no_input.err == "signet: cannot read standard input: Bad file descriptor\n");
  const Outcome folder = scratch.signet("batch </");
  CHECK(folder.exit_code == 2);
  CHECK(folder.err == "signet: cannot read standard input: Is a directory\n");
  CHECK(scratch.signet("batch request").exit_code == 2);
}
