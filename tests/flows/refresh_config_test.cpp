// Flow D's configuration: config.yml, durations, secrets, and what of it is refused.
#include "refresh_server/config_yml.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "common/duration.hpp"
#include "flows/temporary_folder.hpp"
#include "refresh_server/keys.hpp"
#include "refresh_server/options_d.hpp"
#include "refresh_server/store_choice.hpp"

using namespace signet;
using namespace signet::example;
using namespace signet::test;

namespace {

const std::string mark = "MARKED-SECRET-7c1f0a9e-never-to-be-shown";

struct Row {
  const char* name;
  std::string text;
  const char* answer;  ///< `path=text` of each member, or the refusal behind the path of the file
};

char letter_of(OptionKind kind) { return "tnbl"[static_cast<std::size_t>(kind)]; }

std::string read_yml(const std::string& text) {
  const TemporaryFolder folder;
  const std::string path = folder.write({"config.yml", text});
  auto members = read_config_yml(path);
  if (!members) {
    CHECK(members.stop().exit_code == exit_usage);
    const std::string& message = members.stop().message;
    CHECK(message.find(mark) == std::string::npos);
    const std::string head = "configuration file " + path + ": ";
    REQUIRE(message.starts_with(head));
    return message.substr(head.size());
  }
  std::string out;
  for (const ConfigMember& member : *members) {
    out += (out.empty() ? "" : " ") + member.key + "=" + member.text + letter_of(member.kind);
  }
  return out;
}

Start<Options> read_options(const std::string& yml, std::vector<std::string> words = {}) {
  const TemporaryFolder folder;
  words.push_back("--config=" + folder.write({"config.yml", yml}));
  std::vector<char*> arguments(words.size());
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  return Options::read(refresh_program(), arguments);
}

std::string refusal_of(const std::string& yml, std::vector<std::string> words = {}) {
  auto options = read_options(yml, std::move(words));
  if (options) return "";
  const std::string& message = options.stop().message;
  CHECK(message.find(mark) == std::string::npos);
  const std::size_t at = message.find("config.yml: ");
  return at == std::string::npos ? message : message.substr(at + 12);
}

}  // namespace

TEST_CASE("config.yml becomes paths, with the kind of each value") {
  const std::vector<Row> rows{
      {"sections", "auth:\n  issuer: x\n  access_lifetime: 15m\n",
       "auth.issuer=xt auth.access_lifetime=15mt"},
      {"kinds", "a: 1\nb: -2\nc: true\nd: yes\ne: 1.5\nf: '1'\ng: \"true\"\nh: 0x10\n",
       "a=1n b=-2n c=trueb d=yest e=1.5t f=1t g=truet h=0x10t"},
      {"lists", "a: [x, y]\nb:\n  - 10.0.0.0/8\nc: []\n", "a=x,yl b=10.0.0.0/8l c=l"},
      {"four levels", "a: {b: {c: {d: 1}}}", "a.b.c.d=1n"},
      {"comments", "# nothing\na: 1 # one\n", "a=1n"},
      {"nothing", "", ""},
      {"the port", "server:\n  port: 8081\n", "listen=8081t"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(read_yml(row.text) == row.answer);
  }
}

TEST_CASE("what a configuration file need not say is refused by line, without what stands there") {
  constexpr const char* marks = "line 1 has an anchor, an alias or a tag; write the value itself";
  const std::vector<Row> rows{
      {"twice", "auth:\n  issuer: " + mark + "\n  issuer: b\n", "line 3 names auth.issuer twice; keep one"},
      {"a section twice", "auth:\n  issuer: a\nauth:\n  x: b\n", "line 3 names auth twice; keep one"},
      {"an anchor", "a: &x " + mark + "\n", marks},
      {"an anchored section", "a: &x {b: 1}\n", marks},
      {"an anchored list", "a: &x [b]\n", marks},
      {"a tag", "a: !!str 1\n", marks},
      {"a merge", "<<: {a: 1}\n", "<<.a=1n"},  // an unknown key to whoever takes it
      {"no value", "auth:\n  issuer:\n", "line 2 auth.issuer has no value"},
      {"null", "auth: ~\n", "line 1 auth has no value"},
      {"no key", "~: 1\n", "line 1 has a key that is empty"},
      {"a point in a key", "auth.issuer: a\n", "line 1 has a key that is none here"},
      {"a list as a key", "? [a]\n: b\n", "line 1 has a list where none belongs"},
      {"a list in a list", "a: [[b]]\n", "line 1 has a list where none belongs"},
      {"a section in a list", "a: [{b: 1}]\n", "line 1 has a mapping where none belongs"},
      {"five levels", "a: {b: {c: {d: {e: 1}}}}", "line 1 has a mapping where none belongs"},
      {"a comma in a list", "a: ['" + mark + ",x']\n",
       "line 1 has an element of a that is empty or has a comma"},
      {"a list alone", "[a, b]\n", "line 1 has a list where none belongs"},
      {"two documents", "a: 1\n---\nb: 2\n", "line 2 begins a second document; keep one"},
      {"no YAML", "a: 1\nb: \"" + mark + "\n", "line 4 is not YAML"},
      {"too large", "a: " + std::string(65'536, 'x'), "is longer than 64 KiB"},
      {"a port of another form", "server: {port: '80'}",
       "\"server.port\" must be a whole number from 0 to 65535"},
      {"a port too high", "server: {port: 65536}", "\"server.port\" must be a whole number from 0 to 65535"},
      {"a port twice", "server: {port: 1}\nlisten: '2'\n", "both server.port and listen are set; keep one"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(read_yml(row.text) == row.answer);
  }
  const std::string text_alone = read_yml(mark);
  CHECK(text_alone.starts_with("line 1 holds no mapping of keys to values"));
}

TEST_CASE("neither aliases that multiply nor brackets without end cost more than reading them") {
  std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
  for (char c = 'b'; c < 'j'; ++c) {
    bomb += std::string{c} + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += std::string{i == 0 ? "" : ","} + "*" + static_cast<char>(c - 1);
    bomb += "]\n";
  }
  CHECK(read_yml(bomb) == "line 1 has an anchor, an alias or a tag; write the value itself");
  CHECK(read_yml("a: " + std::string(60'000, '[')) == "line 3 is not YAML");
  CHECK(read_yml(std::string(60'000, '{')) == "line 3 is not YAML");
}

TEST_CASE("a file that is not there is refused with what to write") {
  auto members = read_config_yml("/nowhere/config.yml");
  REQUIRE_FALSE(members);
  CHECK(members.stop().message ==
        "configuration file /nowhere/config.yml: cannot be read (No such file or directory); write one like "
        "examples/flows/D/config.yml, say `auth: {issuer: jwt-microservice}`, or name another with --config");
  CHECK(yml_config.usual_path == "config.yml");
}

TEST_CASE("durations are read as Go reads them") {
  struct Span {
    const char* text;
    std::int64_t microseconds;
  };
  for (const Span& row : std::vector<Span>{{"15m", 900'000'000},
                                           {"720h", 2'592'000'000'000},
                                           {"1h30m", 5'400'000'000},
                                           {"500ms", 500'000},
                                           {"1.5h", 5'400'000'000},
                                           {"0.25s", 250'000},
                                           {"1m0.5s", 60'500'000},
                                           {"7us", 7},
                                           {"7\xc2\xb5s", 7},
                                           {"1999ns", 1},
                                           {"0s", 0},
                                           {"2562047h", 9'223'369'200'000'000}}) {
    CAPTURE(row.text);
    CHECK(parse_duration(row.text) == Seconds::of_microseconds(row.microseconds));
  }
  for (const char* text :
       {"", "0", "15", "m", "-1s", "+1s", "1 s", " 1s", "1s ", "1d", "1M", "1.s", ".5s", "1e3s", "1h-1m",
        "2562048h", "9223372036854775808ns", "99999999999999999999s", "2562047h59m"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("the documented file gives the documented values") {
  auto options = read_options(
      "server:\n  port: 8080\n  max_processors: 2\nlogging:\n  mode: text\n  level: debug\ncache:\n  host: "
      "cache\n  port: 6379\nauth:\n  issuer: jwt-microservice\n  access_lifetime: 15m\n  refresh_lifetime: "
      "720h\n  auto_logout: 24h\n  passwords:\n    min_length: 8\nopen_login: true\nopen_login_from: "
      "[10.1.0.0/16]\n");
  REQUIRE(options);
  CHECK(options->text("listen") == "8080");
  CHECK(options->text("issuer") == "jwt-microservice");
  CHECK(options->duration("access_lifetime") == Seconds::of(900));
  CHECK(options->duration("refresh_lifetime") == Seconds::of(2'592'000));
  CHECK(options->truth("open_login"));
  CHECK(options->list("open_login_from") == std::vector<std::string>{"10.1.0.0/16"});
  auto log = log_options_of(*options);
  REQUIRE(log);
  CHECK(log->form == LogForm::text);
  CHECK(log->least == Level::debug);
  auto mode = mode_of(*options);
  REQUIRE(mode);
  CHECK(mode->exact);
  CHECK(mode->sessions.idle == Seconds::of(86'400));
  CHECK(mode->sessions.grace == Seconds{});
  CHECK(mode->sessions.on_reuse == OnReuse::refuse);
}

TEST_CASE("modern mode has a grace of 10 s unless told, and reuse ends the session") {
  auto options = read_options("mode: modern\n");
  REQUIRE(options);
  CHECK(mode_of(*options)->sessions.grace == Seconds::of(10));
  CHECK(mode_of(*options)->sessions.on_reuse == OnReuse::revoke);
  auto none = read_options("mode: modern\nrefresh_grace: 0s\n");
  REQUIRE(none);
  CHECK(mode_of(*none)->sessions.grace == Seconds{});
  auto exact = read_options("refresh_grace: 1s\n");
  REQUIRE(exact);
  CHECK(mode_of(*exact).stop().message ==
        "refresh_grace is for mode modern: in exact mode a replaced token is refused at once");
}

TEST_CASE("a flag wins over config.yml") {
  auto options = read_options("auth: {access_lifetime: 15m}\n", {"--access-lifetime=1h"});
  REQUIRE(options);
  CHECK(options->duration("access_lifetime") == Seconds::of(3600));
}

TEST_CASE("unknown keys and values out of range are refused by path") {
  CHECK(refusal_of("auth: {isuer: " + mark + "}").starts_with("unknown key \"auth.isuer\" in "));
  CHECK(refusal_of("issuer: " + mark).starts_with("unknown key \"issuer\" in "));
  CHECK(refusal_of("auth: {passwords: {max_length: 8}}")
            .starts_with("unknown key \"auth.passwords.max_length\""));
  CHECK(refusal_of("auth: {access_lifetime: 15}") ==
        "\"auth.access_lifetime\" must be a duration like 15m, 720h or 1h30m");
  CHECK(refusal_of("auth: {access_lifetime: " + mark + "}") ==
        "\"auth.access_lifetime\" must be a duration like 15m, 720h or 1h30m, from 1s to 31622400s");
  CHECK(refusal_of("auth: {access_lifetime: 500ms}") ==
        "\"auth.access_lifetime\" must be a duration like 15m, 720h or 1h30m, from 1s to 31622400s");
  CHECK(refusal_of("refresh_grace: 61s") ==
        "\"refresh_grace\" must be a duration like 15m, 720h or 1h30m, from 0s to 60s");
  CHECK(refusal_of("auth: {issuer: 1}") == "\"auth.issuer\" must be a text");
  CHECK(refusal_of("open_login: 'true'") == "\"open_login\" must be true or false");
  CHECK(refusal_of("open_login_from: 10.0.0.0/8") == "\"open_login_from\" must be an array of texts");
  CHECK(refusal_of("jwt_key: " + mark).starts_with("jwt_key does not belong in the configuration file"));
  CHECK(refusal_of("", {"--access-lifetime=-1s"}).starts_with("--access-lifetime must be a duration"));
}

TEST_CASE("the keys come from the secrets folder, or from where the options say") {
  const TemporaryFolder folder;
  const std::string a(32, 'a');
  const std::string b(40, 'b');
  const auto keys = [&folder](std::vector<std::string> words) {
    words.push_back("--secrets-folder=" + folder.path());
    auto options = read_options("", std::move(words));
    REQUIRE(options);
    auto read = read_keys(*options);
    if (!read) {
      CHECK(read.stop().exit_code == exit_usage);
      return read.stop().message;
    }
    std::string out;
    for (const SecretBytes& key : read->jwt) out += std::string{key.expose_text()} + ";";
    for (const SecretBytes& key : read->service) out += "service:" + std::string{key.expose_text()} + ";";
    for (const SecretBytes& key : read->callers) out += "caller:" + std::string{key.expose_text()} + ";";
    return out;
  };
  const std::string path = folder.path() + "/jwt_key";
  CHECK(keys({}) == "no key: " + path +
                        " is not there; make one with: (umask 077; openssl rand -base64 48 > " + path +
                        "), or name another file by jwt_key_file");
  folder.write({"jwt_key", a + "\n" + b + "\n"});
  CHECK(keys({}) == a + ";" + b + ";");
  CHECK(keys({"--jwt-key-untrimmed"}) == a + "\n" + b + "\n;");
  folder.write({"service_key", std::string(32, 's') + "\n"});
  const std::string s(32, 's');
  const std::string c(32, 'c');
  CHECK(keys({}) == a + ";" + b + ";service:" + s + ";caller:" + s + ";");
  CHECK(keys({"--jwt-key-file=" + folder.write({"other", b})}) == b + ";service:" + s + ";caller:" + s + ";");
  folder.write({"caller_key", c + "\n"});
  CHECK(keys({}) == a + ";" + b + ";service:" + s + ";caller:" + c + ";");
  folder.write({"caller_key", s});
  CHECK(keys({}) == "caller_key is also a service_key; make another with: openssl rand -base64 48");
  folder.write({"caller_key", a});
  CHECK(keys({}) == "caller_key is also a jwt_key; make another with: openssl rand -base64 48");
  folder.write({"caller_key", c + " c"});
  CHECK(keys({}).starts_with("caller_key has a character that no Authorization header can carry"));
  std::filesystem::remove(folder.path() + "/caller_key");
  folder.write({"service_key", b});
  CHECK(keys({}) == "service_key is also a jwt_key; make another with: openssl rand -base64 48");
  folder.write({"service_key", ""});
  CHECK(keys({}).starts_with("service_key is empty"));
  std::filesystem::remove(folder.path() + "/service_key");
  folder.write({"jwt_key", std::string(31, 'a') + "\n"});
  CHECK(keys({}).starts_with("jwt_key: value 1 has 31 bytes, at least 32 are needed; make one with: "));
  CHECK(keys({"--jwt-key-untrimmed"}) == std::string(31, 'a') + "\n;");  // 32 with its newline
  folder.write({"jwt_key", a + '\x01'});
  CHECK(keys({}).starts_with("jwt_key has bytes that are no text; if they are the key as they stand, set"));
  CHECK(keys({"--jwt-key-untrimmed"}) == a + "\x01;");
  folder.write({"jwt_key", a, 0666});
  CHECK(keys({}) == path + ": others may write this key file; run: chmod go-w " + path);
}

TEST_CASE("a store is Redis by cache.host, or what `store` names, which is not repeated") {
  const auto place = [](const std::string& yml, const std::string& store) {
    auto options = read_options(yml, {"--store=" + store});
    REQUIRE(options);
    auto found = store_place_of(*options);
    if (found) return found->sqlite_path + "|" + found->host + "|" + std::to_string(found->port);
    CHECK(found.stop().message.find(mark) == std::string::npos);
    return found.stop().message;
  };
  const std::string refused = "store must be redis:HOST:PORT or sqlite:PATH, without user or password";
  CHECK(place("", "") == "|cache|6379");
  CHECK(place("cache: {host: 10.0.0.7, port: 6380}", "") == "|10.0.0.7|6380");
  CHECK(place("cache: {host: 10.0.0.7}", "sqlite:/a/b.db") == "/a/b.db||0");
  CHECK(place("", "redis:127.0.0.1:6379") == "|127.0.0.1|6379");
  CHECK(place("", "redis:::1:65535") == "|::1|65535");
  for (const char* wrong :
       {"sqlite:", "redis", "redis:", "redis::1", "redis:h", "redis:h:", "redis:h:0", "redis:h:65536",
        "redis:h:1x", "redis:/a/socket:1", "memory:", "postgres://h/d"}) {
    CAPTURE(wrong);
    CHECK(place("", wrong) == refused);
  }
  CHECK(place("", "redis://:" + mark + "@cache:6379") == refused);
  CHECK(place("cache: {host: 'user:" + mark + "@cache'}", "") ==
        "cache.host must be a name or an address, without user or password");
  auto printed = read_options("", {"--store=redis://:" + mark + "@cache", "--print-config"});
  REQUIRE_FALSE(printed);
  CHECK(printed.stop().message.find(mark) == std::string::npos);
}

TEST_CASE("the password of Redis is a file of the secrets folder, without its last newline") {
  const TemporaryFolder folder;
  const auto password = [&folder] {
    auto options = read_options("", {"--secrets-folder=" + folder.path()});
    REQUIRE(options);
    auto read = read_cache_password(*options);
    REQUIRE(read);
    return std::string{read->expose_text()};
  };
  CHECK(password().empty());
  folder.write({"cache_password", " short one \r\n"});
  CHECK(password() == " short one ");
  auto in_file = read_options("cache_password: x");
  REQUIRE_FALSE(in_file);
  CHECK(in_file.stop().message.find("does not belong in the configuration file") != std::string::npos);
}
