// Requests to `signet batch`: see batch.hpp.
#include "batch.hpp"

#include <doctest/doctest.h>

#include "command.hpp"

namespace signet_test {

std::vector<std::string> batch_lines(const std::string& input) {
  const Scratch scratch;
  const Outcome outcome = scratch.signet("batch", input);
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err == "");
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end = outcome.out.find('\n'); end != std::string::npos;
       end = outcome.out.find('\n', begin)) {
    lines.push_back(outcome.out.substr(begin, end - begin));
    begin = end + 1;
  }
  CHECK(begin == outcome.out.size());
  return lines;
}

void check_answers(const std::vector<Exchange>& exchanges) {
  std::string input;
  for (const Exchange& exchange : exchanges) input += exchange.request + "\n";
  const std::vector<std::string> lines = batch_lines(input);
  REQUIRE(lines.size() == exchanges.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(exchanges[i].request);
    CHECK(lines[i] == exchanges[i].answer);
  }
}

std::string request(const std::string& op, const std::string& members) {
  return R"({"id":1,"op":")" + op + "\"" + (members.empty() ? "" : ",") + members + "}";
}

std::string refusal(const std::string& code, const std::string& stage, const std::string& claim) {
  return R"({"id":1,"ok":false,"error":")" + code + R"(","stage":")" + stage + "\"" +
         (claim.empty() ? "" : R"(,"claim":")" + claim + "\"") + "}";
}

std::string success(const std::string& members) { return R"({"id":1,"ok":true,)" + members + "}"; }

}  // namespace signet_test
