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

const Program two_flows{
    "program",
    "for this test",
    {{"flow", OptionKind::text, "X", "which"},
     {"place", OptionKind::text, "", "where", 0, 0, "PLACE"},
     {"only_x", OptionKind::text, "", "of X", 0, 0, {}, "X"},
     {.key = "only_y",
      .kind = OptionKind::number,
      .fallback = "1",
      .help = "of Y",
      .documented_variable = "YES",
      .flow = "Y"},
     {.key = "word_y",
      .kind = OptionKind::secret,
      .fallback = "",
      .help = "of Y",
      .documented_variable = "WORD",
      .flow = "Y"}},
    {{"X", {{"place", "here"}}}, {"Y", {{"place", "there"}, {"only_y", "2"}}}},
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

Start<Options> read(std::vector<std::string> words, const Program& table = program) {
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  return Options::read(table, arguments);
}

std::string refusal(std::vector<std::string> words, const Program& table) {
  auto options = read(std::move(words), table);
  return options ? "(none)" : options.stop().message;
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

TEST_CASE(
    "a documented name stands for its option: above the file, below a flag, and not beside the other name") {
  const TemporaryFolder folder;
  const Variable place{"PLACE=sea"};
  CHECK(read({}, two_flows)->text("place") == "sea");
  CHECK(read({"--config", folder.write({"c.json", R"({"place":"hill"})"})}, two_flows)->text("place") ==
        "sea");
  CHECK(read({"--place=town"}, two_flows)->text("place") == "town");
  const Variable same{"SIGNET_PLACE=sea"};
  CHECK(refusal({}, two_flows) == "both SIGNET_PLACE and PLACE are set; keep one");
}

TEST_CASE("a documented number is held to its range under its documented name") {
  const Variable number{"YES=x"};
  CHECK(refusal({"--flow=Y"}, two_flows) == "YES must be a whole number from 0 to 9223372036854775807");
}

TEST_CASE("a program of two flows serves the first unless told, each with its own defaults") {
  auto first = read({}, two_flows);
  REQUIRE(first);
  CHECK(first->flow() == "X");
  CHECK(first->text("place") == "here");
  auto second = read({"--flow=Y"}, two_flows);
  REQUIRE(second);
  CHECK(second->flow() == "Y");
  CHECK(second->text("place") == "there");
  CHECK(second->number("only_y") == 2);
  CHECK(read({"--flow=Y", "--place=mine"}, two_flows)->text("place") == "mine");
  CHECK(refusal({"--flow=Z"}, two_flows) ==
        "flow must be \"X\" or \"Y\": a listener serves one documented system, and program has no other");
}

TEST_CASE("what belongs to another flow must not be set, and its documented name is not read") {
  CHECK(refusal({"--flow=Y", "--only-x=a"}, two_flows) ==
        "only_x belongs to flow X, and flow Y is served here; leave it out");
  CHECK(refusal({"--only-y=1"}, two_flows) ==
        "only_y belongs to flow Y, and flow X is served here; leave it out");
  CHECK(refusal({"--word-y-file=/x"}, two_flows) ==
        "word_y_file belongs to flow Y, and flow X is served here; leave it out");
  const Variable number{"YES=x"};
  const Variable word{"WORD=x"};
  auto options = read({}, two_flows);
  REQUIRE(options);
  CHECK_FALSE(options->has_secret("word_y"));
  CHECK(std::getenv("WORD") != nullptr);
  const Variable own{"SIGNET_WORD_Y=x"};
  CHECK(refusal({}, two_flows) == "word_y_file belongs to flow Y, and flow X is served here; leave it out");
}
