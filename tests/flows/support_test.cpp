// What the servers share below their routes: secrets and key files, the log's ring, times.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "common/log.hpp"
#include "common/rfc3339.hpp"
#include "common/secrets.hpp"
#include "flows/answers.hpp"
#include "flows/temporary_folder.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("a secret has several values, one per line, new first, and its file wins over the environment") {
  const TemporaryFolder folder;
  const std::string first(32, 'a');
  const std::string second(33, 'b');
  const std::string file = folder.write({"secret", first + "\n\n  " + second + "\r\n"});
  auto values = read_secrets({file, SecretBytes::copy_of(std::string_view{"ignored"})}, "jwt_secret");
  REQUIRE(values);
  REQUIRE(values->size() == 2);
  CHECK((*values)[0].expose_text() == first);
  CHECK((*values)[1].expose_text() == second);
}

TEST_CASE("a private file is made once, whole, for its owner only") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/key";
  auto made = create_private_file(path, SecretBytes::copy_of(std::string_view{"first"}));
  REQUIRE(made);
  CHECK(*made);
  auto again = create_private_file(path, SecretBytes::copy_of(std::string_view{"second"}));
  REQUIRE(again);
  CHECK_FALSE(*again);
  CHECK(content_of(path) == "first");
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("times are written as RFC 3339 in UTC") {
  CHECK(rfc3339(NumericDate::from_seconds(0)) == "1970-01-01T00:00:00Z");
  CHECK(rfc3339(NumericDate::from_seconds(951782399)) ==
        "2000-02-28T23:59:59Z");  // GNU date -u -d @951782399
  CHECK(rfc3339_milliseconds(NumericDate::from_microseconds(1'500'999)) == "1970-01-01T00:00:01.500Z");
}

TEST_CASE("a log line is one JSON object, whatever the fields hold") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/log";
  {
    auto log = Log::open({.service = "auth_server", .file = path});
    REQUIRE(log);
    (*log)->say(Level::warning, "odd", {{"text", "a\"b\nc"}, {"number", std::int64_t{-7}}});
  }
  const std::string line = content_of(path);
  CHECK(std::count(line.begin(), line.end(), '\n') == 1);
  CHECK(member(line, "service") == "auth_server");
  CHECK(member(line, "level") == "warning");
  CHECK(member(line, "event") == "odd");
  CHECK(member(line, "text") == "a\"b\nc");
  CHECK(member(line, "number") == "-7");
}

TEST_CASE("a log in text has one line per event, where only whole words stand without quotes") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/log";
  {
    auto log = Log::open(
        {.service = "refresh_server", .file = path, .form = LogForm::text, .least = Level::warning});
    REQUIRE(log);
    (*log)->say(Level::info, "unwanted");
    (*log)->say(
        Level::warning, "odd",
        {{"a", "http://h:1"}, {"b", "x y"}, {"c", "1\n2"}, {"d", ""}, {"e", "f=g"}, {"n", std::int64_t{-7}}});
  }
  const std::string line = content_of(path);
  REQUIRE(line.size() > 24);
  CHECK(line.substr(24) ==  // behind the time
        " warning refresh_server odd a=http://h:1 b=\"x y\" c=\"1\\n2\" d=\"\" e=\"f=g\" n=-7\n");
}

TEST_CASE("a full ring drops and counts, and never makes a request wait") {
  const TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  std::string written;
  std::thread drain;
  {
    Log log{"auth_server", std::fopen(pipe.c_str(), "we")};
    const std::string long_text(1000, 'x');
    // Nobody reads: the pipe's 64 KiB fill, the writer holds at most one ring of lines, and the next one
    // fills.
    for (std::size_t i = 0; i < 3 * Log::ring_lines; ++i) log.say(Level::info, "line", {{"text", long_text}});
    CHECK(log.dropped() >= Log::ring_lines - 100);
    ::fcntl(reader, F_SETFL, 0);
    drain = std::thread{[&] {
      std::string chunk(1 << 16, '\0');
      for (ssize_t n = 0; (n = ::read(reader, chunk.data(), chunk.size())) > 0;) {
        written.append(chunk, 0, static_cast<std::size_t>(n));
      }
    }};
  }
  drain.join();
  ::close(reader);
  CHECK(written.find("\"event\":\"log_lines_dropped\"") != std::string::npos);
}
