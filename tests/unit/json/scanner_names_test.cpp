// Duplicate member names: refused in every object, compared as texts rather than as spellings.
#include "json/open_names.hpp"

#include <algorithm>

#include "json/plain_members.hpp"
#include "unit/json/scanned.hpp"

using namespace signet;

namespace {
std::string nested(const std::string& object) { return R"({"x":[0,{"y":)" + object + "}]}"; }
constexpr std::uint32_t nested_at = 13;  // where the object begins
}  // namespace

TEST_CASE("T12, T13: a name given twice is refused at its second quote, on the outside and nested") {
  struct Row {
    std::string object;
    std::uint32_t at;
  };
  const std::vector<Row> rows{
      {R"({"alg":"HS256","alg":"none"})", 15},
      {R"({"alg":"HS256","\u0061lg":"none"})", 15},
      {R"({"\u0061lg":"none","alg":"HS256"})", 19},
      {R"({"exp":1,"sub":"a","exp":1})", 19},
      {R"({"exp":1,"e\u0078p":2})", 9},
      {R"({"sub":"a","s\u0075\u0062":"a"})", 11},
      {R"({"":1,"":2})", 6},
      {R"({"a\/b":1,"a/b":2})", 10},
      {R"({"\n":1,"\u000a":2})", 8},
      {R"({"\u00e9":1,"é":2})", 12},
      {R"({"\ud83d\ude00":1,"😀":2})", 18},
      {R"({"a\u0000":1,"a\u0000":2})", 13},
      {R"({"12345678":1,"12345678":2})", 14},
      {R"({"123456789":1,"123456789":2})", 15},
      {R"({"http://example.com/is_root":1,"http:\/\/example.com\/is_roo\u0074":2})", 32},
      {R"({"http:\/\/example.com\/is_root":1,"http://example.com/is_root":2})", 35},
      {R"({"http:\/\/example.com\/is_root":1,"http:\/\/example.com\/is_root":2})", 35}};
  for (const Row& row : rows) {
    check_refused({row.object, Errc::json_duplicate_member, row.at});
    check_refused({nested(row.object), Errc::json_duplicate_member, nested_at + row.at});
  }
}

TEST_CASE("names that differ in one byte, in length or only in spelling of something else are different") {
  for (const std::string object :
       {R"({"a":1,"b":2})", R"({"a":1,"A":2})", R"({"a":1,"aa":2})", R"({"":1,"\u0000":2})",
        R"({"a":1,"a\u0000":2})", R"({"\u0000a":1,"a":2})", R"({"\\u0061":1,"a":2})",
        R"({"\u0061\u0062":1,"a":2})", R"({"12345678":1,"123456789":2})", R"({"123456789":1,"123456780":2})",
        R"({"12345678a":1,"12345678ab":2})", R"({"12345678\u0061":1,"12345678b":2})",
        R"({"12345678\u0061":1,"12345678\u0062":2})",
        R"({"http://example.com/is_root":1,"http:\/\/example.com\/is_roox":2})"}) {
    CAPTURE(object);
    CHECK(*Scanned{object}.count == 2);
    CHECK(*Scanned{nested(object)}.count == 1);
  }
}

TEST_CASE("the same name in different objects is no duplicate") {
  CHECK(*Scanned{R"({"a":{"a":{"a":1}},"b":{"a":1},"c":[{"a":1},{"a":1}]})"}.count == 3);
}

TEST_CASE("names seen before a nested object still count after it") {
  check_refused({R"({"a":1,"b":{"c":1,"d":{}},"a":2})", Errc::json_duplicate_member, 26});
  check_refused({R"({"x":{"a":1,"b":[{"a":1}],"a":2}})", Errc::json_duplicate_member, 26});
}

TEST_CASE("plain names count and are found again behind a nested object and among its names") {
  check_refused({R"({"a":1,"b":{"c":1},"\u0061":2})", Errc::json_duplicate_member, 19});
  check_refused({R"({"a":1,"b":{"c":1},"b":2,"d":3})", Errc::json_duplicate_member, 19});
  check_refused({R"({"a":1,"b":{"c":1,"d":1}})", Errc::json_too_many_members, 18}, {.members = 3});
  check_refused({R"({"a":1,"b":[{"c":1}],"d":1})", Errc::json_too_many_members, 21}, {.members = 3});
  CHECK(*Scanned{R"({"a":1,"b":{"a":1,"b":{"a":1}},"c":3})"}.count == 3);
}

TEST_CASE("an object of as many members as are allowed is checked to the last pair") {
  std::string members;
  for (int i = 0; i < 255; ++i) members += "\"claim" + std::to_string(1000 + i) + "\":0,";
  CHECK(*Scanned{"{" + members + "\"claim1255\":0}"}.count == 256);
  const auto at = static_cast<std::uint32_t>(1 + members.size());
  check_refused({"{" + members + "\"claim1000\":0}", Errc::json_duplicate_member, at});
  check_refused({"{" + members + "\"claim1254\":0}", Errc::json_duplicate_member, at});
}

TEST_CASE("each of many names with the same beginning and size is found again, in whatever order they came") {
  std::vector<std::string> names;
  std::string members;
  for (int i = 0; i < 100; ++i) {
    names.push_back("same head " + std::to_string(100 + i * 37 % 100));
    // Every third is spelled with an escape, and others come between.
    members += i % 3 == 0 ? "\"\\u0073" + names.back().substr(1) : '"' + names.back();
    members += "\":0,\"another " + std::to_string(i) + "\":0,";
  }
  CHECK(*Scanned{"{" + members + "\"last\":0}"}.count == 201);
  CHECK(*Scanned{nested("{" + members + "\"last\":0}")}.count == 1);
  const auto at = static_cast<std::uint32_t>(1 + members.size());
  for (const std::string& name : names) {
    const std::string object = "{" + members + '"' + name + "\":0}";
    check_refused({object, Errc::json_duplicate_member, at});
    check_refused({nested(object), Errc::json_duplicate_member, nested_at + at});
  }
}

TEST_CASE("T20: names chosen to share one bucket are told apart, and found when equal") {
  const auto head_of = [](const std::string& name) {
    return detail::OpenNames::head_of(name, {.at = 0, .size = name.size()});
  };
  const auto kept = [&](const std::string& name) { return detail::OpenNames::bucket_of(head_of(name)); };
  const auto plain = [&](const std::string& name) {
    return std::size_t{head_of(name) * detail::PlainMembers::bucket_multiplier >> 58};
  };
  const auto check_names_of_one = [](const auto& bucket_of) {
    std::vector<std::string> names;
    for (int i = 0; names.size() < 255; ++i) {
      const std::string name = std::to_string(1'000'000 + i);
      if (bucket_of(name) == bucket_of("1000000")) names.push_back(name);
    }
    std::string members;
    for (const std::string& name : names) members += '"' + name + "\":1,";
    CHECK(*Scanned{"{" + members + "\"last\":0}"}.count == 256);
    CHECK(*Scanned{"{\"x\":{" + members.substr(0, members.size() - 1) + "}}"}.count == 1);
    const auto at = static_cast<std::uint32_t>(1 + members.size());
    for (const std::string& name : names) {
      check_refused({"{" + members + '"' + name + "\":1}", Errc::json_duplicate_member, at});
    }
  };
  check_names_of_one(kept);
  check_names_of_one(plain);
}

TEST_CASE("the claims and header members that tokens have most often share no bucket") {
  std::vector<std::size_t> buckets;
  for (const std::string name : {"iss",
                                 "sub",
                                 "aud",
                                 "exp",
                                 "nbf",
                                 "iat",
                                 "jti",
                                 "client_id",
                                 "scope",
                                 "auth_time",
                                 "acr",
                                 "amr",
                                 "azp",
                                 "nonce",
                                 "sid",
                                 "at_hash",
                                 "name",
                                 "given_name",
                                 "family_name",
                                 "nickname",
                                 "preferred_username",
                                 "picture",
                                 "locale",
                                 "email",
                                 "email_verified",
                                 "phone_number",
                                 "updated_at",
                                 "act",
                                 "may_act",
                                 "cnf",
                                 "roles",
                                 "groups",
                                 "entitlements",
                                 "events",
                                 "alg",
                                 "typ",
                                 "kid",
                                 "cty",
                                 "crit",
                                 "tid",
                                 "oid",
                                 "ver",
                                 "scp",
                                 "upn"}) {
    const std::uint64_t head = detail::OpenNames::head_of(name, {.at = 0, .size = name.size()});
    buckets.push_back(head * detail::PlainMembers::bucket_multiplier >> 58);
  }
  std::ranges::sort(buckets);
  CHECK(std::ranges::adjacent_find(buckets) == buckets.end());
}
