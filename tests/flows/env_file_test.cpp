// .env files: what is read, and what is refused without a word of it being shown.
#include "common/env_file.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "flows/temporary_folder.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

/// `name=value` of each variable, by name, one per line.
std::string read(const std::string& content) {
  const TemporaryFolder folder;
  auto file = read_env_file(folder.write({".env", content}));
  REQUIRE_MESSAGE(file, file.stop().message);
  std::string all;
  for (const auto& [name, value] : *file) all += name + "=" + std::string{value.expose_text()} + ";";
  return all;
}

}  // namespace

TEST_CASE("a .env file's lines are variables, bare or in quotes") {
  struct Row {
    const char* content;
    const char* variables;
  };
  const std::vector<Row> rows{
      {"", ""},
      {"\n  \n# a remark\n", ""},
      {"A=1", "A=1;"},
      {"A=1\r\nB=2\r\n", "A=1;B=2;"},
      {"export A=1\n_b9=2", "A=1;_b9=2;"},
      {"  A = 1 2  ", "A=1 2;"},
      {"A=", "A=;"},
      {"A=x=y#z", "A=x=y#z;"},
      {"A=1 # a remark", "A=1;"},
      {"A=\" 1 # 2 \" # a remark", "A= 1 # 2 ;"},
      {"A='1\\n\"2'", "A=1\\n\"2;"},
      {"A=\"new\\nold\"", "A=new\nold;"},
      {"A=\"\"", "A=;"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.content);
    CHECK(read(row.content) == row.variables);
  }
}

TEST_CASE("a .env file of another form is refused by its line's number, and none of it is shown") {
  const std::string mark = "MARKED-SECRET";
  const TemporaryFolder folder;
  for (const std::string& line :
       std::vector<std::string>{mark, "9A=" + mark, "A B=" + mark, "=" + mark, "A=\"" + mark,
                                "A='" + mark + "\"", "A=\"" + mark + "\\t\"", "A=\"" + mark + "\\",
                                "A='" + mark + "' " + mark, "FIRST=" + mark, "A-B=" + mark}) {
    CAPTURE(line);
    const auto file = read_env_file(folder.write({".env", "# one\nFIRST=1\n" + line + "\n"}));
    REQUIRE_FALSE(file);
    CHECK(file.stop().exit_code == exit_usage);
    CHECK(file.stop().message.find(": line 3 is not NAME=value") != std::string::npos);
    CHECK(file.stop().message.find(mark) == std::string::npos);
  }
}

TEST_CASE("a .env file that others may write, or that is not there, is refused") {
  const TemporaryFolder folder;
  const auto writable = read_env_file(folder.write({".env", "A=1", 0622}));
  REQUIRE_FALSE(writable);
  CHECK(writable.stop().message.find("chmod go-w") != std::string::npos);
  const auto absent = read_env_file(folder.path() + "/absent");
  REQUIRE_FALSE(absent);
  CHECK(absent.stop().message.find("cannot be read") != std::string::npos);
}
