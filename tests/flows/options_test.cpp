// Options: where values come from, and which of two wins.
#include "common/options.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "flows/temporary_folder.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

const Program program{
    "program",
    "for this test",
    {{"color", OptionKind::text, "grey", "of the thing"},
     {"count", OptionKind::number, "3", "of things", 1, 9},
     {"loud", OptionKind::truth, "false", "or not"},
     {"names", OptionKind::list, "", "of things"},
     {"pass", OptionKind::secret, "", "a word", 0, 0, "PASS_WORD"}},
};

/// The environment of one test.
class Variable {
 public:
  /// @param setting  `NAME=value`
  explicit Variable(const std::string& setting) : name_(setting.substr(0, setting.find('='))) {
    ::setenv(name_.c_str(), setting.c_str() + name_.size() + 1, 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { ::unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

Start<Options> read(std::vector<std::string> words) {
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  return Options::read(program, arguments);
}

}  // namespace

TEST_CASE("what nobody says has its default") {
  auto options = read({});
  REQUIRE(options);
  CHECK(options->text("color") == "grey");
  CHECK(options->number("count") == 3);
  CHECK_FALSE(options->truth("loud"));
  CHECK(options->list("names").empty());
  CHECK_FALSE(options->has_secret("pass"));
  CHECK(options->mode() == Mode::serve);
}

TEST_CASE("a flag wins over the environment, which wins over the file") {
  const TemporaryFolder folder;
  const std::string file =
      folder.write({"config.json", R"({"color":"red","count":5,"loud":true,"names":["a","b"]})"});
  const Variable named{"SIGNET_CONFIG=" + file};
  const Variable count{"SIGNET_COUNT=6"};
  const Variable color{"SIGNET_COLOR=green"};
  auto options = read({"--color=blue"});
  REQUIRE(options);
  CHECK(options->text("color") == "blue");
  CHECK(options->number("count") == 6);
  CHECK(options->truth("loud"));
  CHECK(options->list("names") == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a flag takes its value after = or as the next word, and a truth may stand alone") {
  auto options = read({"--color", "blue", "--loud", "--names=x,y", "--check-config"});
  REQUIRE(options);
  CHECK(options->text("color") == "blue");
  CHECK(options->truth("loud"));
  CHECK(options->list("names") == std::vector<std::string>{"x", "y"});
  CHECK(options->mode() == Mode::check_config);
}

TEST_CASE("both ends of a range are in it") {
  for (const char* inside : {"--count=1", "--count=9"}) CHECK(read({inside}));
  for (const char* outside : {"--count=0", "--count=10", "--count=", "--count=4 ", "--count=+4"}) {
    CAPTURE(outside);
    auto options = read({outside});
    REQUIRE(!options);
    CHECK(options.stop().message == "--count must be a whole number from 1 to 9");
    CHECK(options.stop().exit_code == exit_usage);
  }
}

TEST_CASE(
    "a secret in the environment is taken out of it, and the file of its _FILE form is named beside it") {
  for (const char* name : {"SIGNET_PASS", "PASS_WORD"}) {
    const Variable secret{std::string{name} + "=the-word"};
    const Variable file{std::string{name} + "_FILE=/run/secrets/pass"};
    auto options = read({});
    REQUIRE(options);
    CHECK(options->secret("pass").given.expose_text() == "the-word");
    CHECK(options->secret("pass").file == "/run/secrets/pass");
    CHECK(std::getenv(name) == nullptr);
  }
}
