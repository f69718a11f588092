// signet batch: the examples of examples/cli/README.md, run as they stand.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "batch.hpp"
#include "command.hpp"

using namespace signet_test;

namespace {

std::vector<std::string> lines_of(std::istream&& text) {
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

// The lines inside the page's blocks that are marked so, one block after the other.
std::vector<std::string> marked_lines(const std::string& mark) {
  std::vector<std::string> marked;
  bool inside = false;
  for (const std::string& line : lines_of(std::ifstream{SIGNET_SOURCE_DIR "/examples/cli/README.md"})) {
    if (line.starts_with("```")) {
      inside = !inside && line == "```" + mark;
    } else if (inside) {
      marked.push_back(line);
    }
  }
  return marked;
}

// Whether an answer is that of the page, in which … stands for what differs each time.
bool is_answer(const std::string& answer, const std::string& documented) {
  const std::string any = "…";
  const std::size_t at = documented.find(any);
  if (at == std::string::npos) return answer == documented;
  return answer.starts_with(documented.substr(0, at)) && answer.ends_with(documented.substr(at + any.size()));
}

}  // namespace

TEST_CASE("each request of the README is answered as the README says") {
  const std::vector<std::string> lines = marked_lines("jsonl");
  REQUIRE(lines.size() % 2 == 0);
  std::string input;
  for (std::size_t i = 0; i < lines.size(); i += 2) input += lines[i] + "\n";
  const std::vector<std::string> answers = batch_lines(input);
  REQUIRE(answers.size() == lines.size() / 2);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CAPTURE(lines[2 * i]);
    CAPTURE(answers[i]);
    CAPTURE(lines[2 * i + 1]);
    CHECK(is_answer(answers[i], lines[2 * i + 1]));
  }
}

TEST_CASE("the README has an example of each operation, and of a malformed line") {
  std::string all;
  for (const std::string& line : marked_lines("jsonl")) all += line + "\n";
  for (const std::string op : {"verify", "verify_jws", "sign", "jwk_import", "jwks_import", "jwk_thumbprint",
                               "b64u_decode", "json_scan", "hash", "check", "needs_rehash"}) {
    CAPTURE(op);
    CHECK(all.find(R"("op":")" + op + "\"") != std::string::npos);
  }
  CHECK(all.find("request_malformed") != std::string::npos);
}

TEST_CASE("each command of the README prints what the README says") {
  const std::vector<std::string> lines = marked_lines("console");
  REQUIRE(!lines.empty());
  const Scratch scratch;
  for (std::size_t i = 0; i < lines.size();) {
    REQUIRE(lines[i].starts_with("$ "));
    const std::string command = lines[i].substr(2);
    std::string printed;
    for (++i; i < lines.size() && !lines[i].starts_with("$ "); ++i) printed += lines[i] + "\n";
    const Outcome outcome = scratch.shell("export PATH=" SIGNET_BIN_DIR ":$PATH; " + command);
    CAPTURE(command);
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.out == printed);
  }
}
