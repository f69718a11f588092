// signet batch: which members each operation takes, needs and refuses.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "batch_samples.hpp"

using namespace signet_test;

namespace {

struct Member {
  std::string name;
  std::string value;  // as JSON
};

struct Operation {
  std::string name;
  std::vector<Member> needed;         // with which it is done
  std::vector<std::string> optional;  // what else it takes
};

const std::vector<Operation>& operations() {
  const Member key{"key", secret_jwk};
  const Member token_member{"token", "\"" + empty_token + "\""};
  static const std::vector<Operation> table{
      {"verify",
       {token_member, key, {"allow_no_exp", "true"}},
       {"algorithms", "now", "leeway", "max_age", "iss", "aud", "sub", "typ", "require", "crit",
        "allow_any_aud"}},
      {"verify_jws", {token_member, key}, {"algorithms", "now", "crit"}},
      {"sign", {{"payload_b64u", "\"e30\""}, key}, {"alg", "header"}},
      {"jwk_import", {key}, {}},
      {"jwks_import", {{"key", R"({"keys":[]})"}}, {}},
      {"jwk_thumbprint", {key}, {}},
      {"b64u_decode", {{"text", "\"QQ\""}}, {}},
      {"json_scan", {{"text_b64u", "\"e30\""}}, {}},
      {"hash", {{"password", "\"p\""}, {"preset", "\"owasp_minimum\""}}, {"password_b64u"}},
      {"check",
       {{"password", "\"U*U\""},
        {"stored", "\"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\""}},
       {"password_b64u"}},
      {"needs_rehash", {{"stored", "\"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\""}}, {}},
  };
  return table;
}

std::string text_of(const std::vector<Member>& members) {
  std::string text;
  for (const Member& member : members) {
    text += (text.empty() ? "\"" : ",\"") + member.name + "\":" + member.value;
  }
  return text;
}

bool takes(const Operation& operation, const std::string& name) {
  return std::ranges::find(operation.needed, name, &Member::name) != operation.needed.end() ||
         std::ranges::find(operation.optional, name) != operation.optional.end();
}

std::vector<std::string> all_members() {
  std::vector<std::string> names{"x", "", "ID", "alg ", "kid", "keys", "stage"};
  for (const Operation& operation : operations()) {
    for (const Member& member : operation.needed) names.push_back(member.name);
    names.insert(names.end(), operation.optional.begin(), operation.optional.end());
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

TEST_CASE("every operation is done with the members it needs") {
  std::string input;
  for (const Operation& each : operations()) input += request(each.name, text_of(each.needed)) + "\n";
  const std::vector<std::string> lines = batch_lines(input);
  REQUIRE(lines.size() == operations().size());
  for (const std::string& line : lines) CHECK(line.starts_with(R"({"id":1,"ok":true,)"));
}

TEST_CASE("every operation refuses each member that is not its own, also one of another operation") {
  std::vector<Exchange> exchanges;
  for (const Operation& each : operations()) {
    for (const std::string& name : all_members()) {
      if (takes(each, name)) continue;
      const std::string more = ",\"" + name + "\":0";
      exchanges.push_back(
          {request(each.name, text_of(each.needed) + more), refusal("member_unknown", "request")});
    }
  }
  check_answers(exchanges);
}

TEST_CASE("every operation takes its other members, and tells which is of a wrong type") {
  std::vector<Exchange> exchanges;
  for (const Operation& each : operations()) {
    for (const std::string& name : each.optional) {
      // Beside `password`, `password_b64u` is one password too many, whatever it is.
      const std::string named = name == "password_b64u" ? "password" : name;
      exchanges.push_back(
          {request(each.name, text_of(each.needed) + ",\"" + name + "\":{\"x\":[]}"),
           name == "header"
               ? success(
                     R"("token":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIiwieCI6W119.e30.d-heWK9hW5UiGLiJ_3CSFQ3ycI6VeGq_Ci-_-jSDnNE")")
               : refusal("member_invalid", "request", named)});
    }
  }
  check_answers(exchanges);
}

TEST_CASE("every operation names the member that it lacks, or that is of a wrong type") {
  std::vector<Exchange> exchanges;
  for (const Operation& each : operations()) {
    for (std::size_t i = 0; i < each.needed.size(); ++i) {
      std::vector<Member> members = each.needed;
      const std::string name = members[i].name;
      members[i].value = "7";
      exchanges.push_back({request(each.name, text_of(members)), refusal("member_invalid", "request", name)});
      if (name == "allow_no_exp" || name == "preset") continue;
      members.erase(members.begin() + static_cast<std::ptrdiff_t>(i));
      exchanges.push_back({request(each.name, text_of(members)), refusal("member_invalid", "request", name)});
    }
  }
  check_answers(exchanges);
}
