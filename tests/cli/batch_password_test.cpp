// signet batch: hash, check and needs_rehash.
#include <doctest/doctest.h>

#include <string>

#include "batch.hpp"

using namespace signet_test;

namespace {

// From crypt_blowfish's wrapper.c: the password is U*U.
const std::string bcrypt_hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

std::string check(const std::string& members, const std::string& stored = bcrypt_hash) {
  return request("check", members + R"(,"stored":")" + stored + "\"");
}

std::string rehash(const std::string& stored) {
  return request("needs_rehash", R"("stored":")" + stored + "\"");
}

}  // namespace

TEST_CASE("check answers match or mismatch, and neither is an error") {
  check_answers({
      {check(R"("password":"U*U")"), success(R"("match":true)")},
      {check(R"("password":"U\u002aU")"), success(R"("match":true)")},
      {check(R"("password_b64u":"VSpV")"), success(R"("match":true)")},
      {check(R"("password":"U*V")"), success(R"("match":false)")},
      {check(R"("password":"U*U","password_b64u":"VSpV")"), refusal("member_invalid", "request", "password")},
      {request("check", R"("stored":"x")"), refusal("member_invalid", "request", "password")},
      {request("check", R"("password":"x")"), refusal("member_invalid", "request", "stored")},
      {check(R"("password_b64u":"VSpV=")"), refusal("base64url_invalid", "parse", "password_b64u")},
      {check(R"("password":"U\u0000")"), refusal("password_unsupported", "hash")},
      {check(R"("password":")" + std::string(73, 'x') + "\""), refusal("password_too_long", "hash")},
      {check(R"("password":"x")", "$2b$05$"), refusal("hash_malformed", "hash")},
      {check(R"("password":"x")", "$1$a$b"), refusal("hash_unsupported", "hash")},
      {check(R"("password":"x")",
             "$argon2id$v=19$m=1048576,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"),
       refusal("hash_too_expensive", "hash", "memory")},
  });
}

TEST_CASE("hash makes what check accepts, by the preset named") {
  const std::string prefix = R"({"id":1,"ok":true,"hash":")";
  for (const auto& [preset, begins] :
       {std::pair{R"(,"preset":"owasp_minimum")", "$argon2id$v=19$m=19456,t=2,p=1$"},
        std::pair{R"(,"preset":"bcrypt")", "$2b$12$"},
        std::pair{R"(,"preset":"scrypt")", "$scrypt$ln=17,r=8,p=1$"},
        std::pair{"", "$argon2id$v=19$m=32768,t=2,p=1$"}}) {
    const auto lines = batch_lines(request("hash", std::string{R"("password":"U*U")"} + preset));
    REQUIRE(lines.size() == 1);
    REQUIRE(lines[0].starts_with(prefix + begins));
    REQUIRE(lines[0].ends_with("\"}"));
    const std::string stored = lines[0].substr(prefix.size(), lines[0].size() - prefix.size() - 2);
    check_answers({{check(R"("password_b64u":"VSpV")", stored), success(R"("match":true)")}});
  }
  check_answers(
      {{request("hash", R"("password":"x","preset":"fast")"), refusal("member_invalid", "request", "preset")},
       {request("hash", R"("password":")" + std::string(4097, 'x') + "\""),
        refusal("password_too_long", "hash")},
       {request("hash", ""), refusal("member_invalid", "request", "password")}});
}

TEST_CASE("needs_rehash tells the reasons against the default preset") {
  const std::string salt_and_tag = "$MDEyMzQ1Njc4OWFiY2RlZg$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  check_answers({
      {rehash("$argon2id$v=19$m=32768,t=2,p=1" + salt_and_tag),
       success(R"("needs_rehash":false,"reasons":[])")},
      {rehash("$argon2id$v=19$m=32767,t=2,p=1" + salt_and_tag),
       success(R"("needs_rehash":true,"reasons":["parameters"])")},
      {rehash("$argon2id$m=32768,t=1,p=1" + salt_and_tag),
       success(R"("needs_rehash":true,"reasons":["parameters","form"])")},
      {rehash(bcrypt_hash), success(R"("needs_rehash":true,"reasons":["algorithm"])")},
      {rehash("$2x$12$" + std::string(53, '.')), refusal("hash_unsupported", "hash")},
      {rehash(""), refusal("hash_malformed", "hash")},
  });
}
