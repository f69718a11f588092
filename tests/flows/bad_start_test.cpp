// What keeps a server from starting: each refusal says what to do, and shows no secret.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/bad_start.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/httplib/parked_server.hpp"
#include "unit/jose/sample_keys.hpp"

using namespace signet::test;

namespace {

using Row = BadStart;

/// Flow B's programs keep their state in a folder, which is not to be made here.
void check_refused_with_state(const char* program, Row row) {
  const TemporaryFolder folder;
  row.arguments.insert(row.arguments.end(), {"--state-folder", folder.path() + "/state"});
  check_refused(program, row);
}

}  // namespace

TEST_CASE("what cannot be configured is refused with what to do about it") {
  const TemporaryFolder files;
  const std::string unknown_key = files.write({"unknown.json", R"({"listn":")" + mark + R"("})"});
  const std::string secret_inside = files.write({"secret.json", R"({"jwt_secret":")" + mark + R"("})"});
  const std::string twice = files.write({"twice.json", R"({"threads":4,"threads":8})"});
  const std::string wrong_type = files.write({"type.json", R"({"threads":")" + mark + R"("})"});
  const std::string nested = files.write({"nested.json", R"({"threads":{"a":1}})"});
  const std::string no_json = files.write({"broken.json", "{threads: " + mark});
  const std::string writable = files.write({"writable", mark + "\n", 0666});
  const std::string short_secret = files.write({"short", "0123456789abcdef0123456789abcde"});
  const std::vector<Row> rows{
      {"unknown flag", {"--prot=4000"}, {}, 2, "unknown flag --prot; auth_server --help lists every option"},
      {"stray word", {mark}, {}, 2, "unknown argument (number 1, which is no --flag)"},

      {"number out of range", {"--threads=1"}, {}, 2, "--threads must be a whole number from 2 to 16384"},
      {"delay out of range",
       {"--drain-delay=3601"},
       {},
       2,
       "--drain-delay must be a whole number from 0 to 3600"},
      {"no number", {"--threads=" + mark}, {}, 2, "--threads must be a whole number"},
      {"unknown variable", {}, {{"SIGNET_THREDS", mark}}, 2, "unknown environment variable SIGNET_THREDS"},
      {"unknown key", {"--config", unknown_key}, {}, 2, "unknown key \"listn\""},
      {"key twice", {"--config", twice}, {}, 2, "names \"threads\" twice"},
      {"wrong type", {"--config", wrong_type}, {}, 2, "\"threads\" must be a whole number"},
      {"nested", {"--config", nested}, {}, 2, "\"threads\" must be a text, a whole number"},
      {"no JSON", {"--config", no_json}, {}, 2, "is not JSON (RFC 8259); try: jq ."},
      {"no such file", {"--config", "/nowhere/at/all.json"}, {}, 2, "cannot be read"},
      {"secret in the file", {"--config", secret_inside}, {}, 2, "name that by jwt_secret_file"},
      {"secret as a flag", {"--jwt-secret=" + mark}, {}, 2, "does not belong on a command line"},
      {"two secrets", {}, {{"JWT_SECRET", mark}, {"SIGNET_JWT_SECRET", mark}}, 2, "keep one"},
      {"short secret",
       {"--jwt-secret-file", short_secret},
       {},
       2,
       "has 31 bytes, at least 32 are needed; make one with: openssl rand -base64 48"},
      {"empty secret",
       {"--jwt-secret-file", files.write({"empty", "\n"})},
       {},
       2,
       "is empty; make a secret with"},
      {"secret that others may write", {"--jwt-secret-file", writable}, {}, 2, "run: chmod go-w"},
      {"secret that is not there", {"--jwt-secret-file", "/nowhere/secret"}, {}, 2, "cannot be read"},
      {"another flow", {"--flow=D"}, {}, 2, "flow must be \"B\" or \"A\" or \"C\""},
  };
  for (const Row& row : rows) check_refused_with_state("auth_server", row);
}

TEST_CASE("a listener that cannot be is refused with what to do about it") {
  const std::vector<Row> rows{
      {"reachable without TLS", {"--listen=0.0.0.0:0"}, {}, 2, "tls_terminated_by_proxy"},
      {"no address", {"--listen=localhost:3000"}, {}, 2, "ADDRESS:PORT with a numeric address"},
      {"no port", {"--listen="}, {}, 2, "listen must be PORT (of 127.0.0.1)"},
      {"two ports", {}, {{"PORT", "0"}, {"SIGNET_LISTEN", "127.0.0.1:0"}}, 2, "both SIGNET_LISTEN and PORT"},
      {"no path", {"--listen=unix:"}, {}, 2, "or unix:PATH"},
      {"certificate without key", {"--tls-certificate-file=/x"}, {}, 2, "go together"},
      {"another engine", {"--engine=turbo"}, {}, 2, "engine must be parked or threaded"},
      {"an engine without TLS",
       {"--engine=parked", "--tls-certificate-file=/x", "--tls-key-file=/x"},
       {},
       2,
       "engine parked serves no TLS; leave engine out, or set it to threaded"},
      {"no certificate there",
       {"--listen=127.0.0.1:0", "--tls-certificate-file=/nowhere/c", "--tls-key-file=/nowhere/k"},
       {},
       2,
       "cannot be read as PEM"},
      {"bad proxy", {"--trusted-proxies=10.0.0.1/8"}, {}, 2, "trusted_proxies must list addresses"},
  };
  for (const Row& row : rows) check_refused_with_state("auth_server", row);
}

TEST_CASE("refresh sessions that cannot be are refused with what to do about it, before anything is made") {
  const TemporaryFolder files;
  const std::string short_secret = files.write({"short", "0123456789abcdef0123456789abcde"});
  const std::vector<Row> rows{
      {"a refresh key that is the token secret too",
       {"--refresh"},
       {{"JWT_SECRET", "0123456789abcdef0123456789abcdef\n" + mark}, {"SIGNET_REFRESH_KEY", mark}},
       2,
       "refresh_key and jwt_secret hold the same secret; make another with: openssl rand -base64 48"},
      {"short refresh key",
       {"--refresh", "--refresh-key-file", short_secret},
       {},
       2,
       "refresh_key: value 1 has 31 bytes, at least 32 are needed"},
      {"the same refresh key twice",
       {"--refresh"},
       {{"SIGNET_REFRESH_KEY", mark + "\n" + mark}},
       2,
       "refresh_key: more than 8 values, or the same one twice"},
      {"refresh key as a flag", {"--refresh-key=" + mark}, {}, 2, "does not belong on a command line"},
      {"sessions idle for longer than they last",
       {"--refresh", "--refresh-idle=61", "--refresh-absolute=60"},
       {},
       2,
       "refresh_idle must not be longer than refresh_absolute"},
      {"grace over a minute", {"--refresh-grace=61"}, {}, 2, "must be a whole number from 0 to 60"},
  };
  for (const Row& row : rows) {
    check_refused_with_state("auth_server", row);
    Row checked = row;
    checked.arguments.emplace_back("--check-config");
    check_refused_with_state("auth_server", checked);
  }
}

TEST_CASE("the user service needs exactly one way to verify tokens") {
  const TemporaryFolder files;
  const std::string secret_key = files.write(
      {"oct.json", R"({"keys":[{"kty":"oct","k":"MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY"}]})"});
  const std::string ps_key = files.write(
      {"ps.json", R"({"keys":[)" + samples::with(samples::rsa_jwk(), "alg", R"("PS256")") + "]}"});
  const std::string url = "--jwks-url=https://x";
  const std::vector<Row> rows{
      {"none", {}, {}, 2, "set exactly one of jwks_url"},
      {"two", {"--jwks-file=/x", "--jwks-url=https://x"}, {}, 2, "set exactly one of jwks_url"},
      {"plain http to elsewhere", {"--jwks-url=http://10.0.0.1/jwks.json"}, {}, 2, "jwks_url must be https"},
      {"unreadable file", {"--jwks-file=/nowhere/jwks.json"}, {}, 2, "cannot be read"},
      {"a secret among public keys", {"--jwks-file=" + secret_key}, {}, 2, "holds a shared secret"},
      {"no key", {"--jwks-file=" + files.write({"none.json", R"({"keys":[]})"})}, {}, 2, "holds no key"},
      {"a key for nothing that is listed", {"--jwks-file=" + ps_key}, {}, 2, "for none of jwt_algorithms"},
      {"unknown algorithm", {url, "--jwt-algorithms=RS256,none"}, {}, 2, "jwt_algorithms must list"},
      {"algorithm of secrets", {url, "--jwt-algorithms=HS256"}, {}, 2, "jwt_algorithms must list"},
      {"no algorithm", {url, "--jwt-algorithms="}, {}, 2, "jwt_algorithms is empty"},
  };
  for (const Row& row : rows) check_refused_with_state("resource_server", row);
}

TEST_CASE("a busy port is named, with exit code 1") {
  ServiceProcess const first{{"auth_server", {"--argon2-memory-kib", "8"}, {}}};
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  check_refused_with_state("auth_server",
                           {"busy", {"--listen", address}, {}, 1, "is taken by another program"});
}

TEST_CASE("a signing key that others may write, or that is no key, is refused") {
  const TemporaryFolder files;
  const std::string writable = files.write({"writable.jwk", "{}", 0622});
  const std::string shared =
      files.write({"shared.jwk", samples::with(samples::hmac_jwk(), "alg", R"("HS384")")});
  const std::string broken = files.write({"broken.jwk", R"({"kty":"RSA","d":")" + mark + R"("})"});
  check_refused_with_state("auth_server",
                           {"writable", {"--signing-key-files", writable}, {}, 2, "chmod go-w"});
  check_refused_with_state("auth_server",
                           {"broken", {"--signing-key-files", broken}, {}, 2, "key_malformed"});
  check_refused_with_state("auth_server",
                           {"shared", {"--signing-key-files", shared}, {}, 2, "is a shared secret"});
}

TEST_CASE(
    "help and version answer on stdout with exit code 0, and the configuration is printed without secrets") {
  CHECK(run({"auth_server", {"--threads"}, {}}).output ==
        "auth_server: --threads needs a value: --threads=VALUE\n");
  const Ending help = run({"auth_server", {"--help"}, {}});
  CHECK(help.exit_code == 0);
  CHECK(help.output.find("--jwt-secret-file") != std::string::npos);
  CHECK(run({"resource_server", {"--version"}, {}}).output == "resource_server 0.1.0\n");
  const Ending printed = run(
      {"auth_server", {"--threads=8", "--print-config"}, {{"JWT_SECRET", mark}, {"SIGNET_REALM", "here"}}});
  CHECK(printed.exit_code == 0);
  CHECK(member(printed.output, "threads") == "8");
  CHECK(member(printed.output, "realm") == "here");
  CHECK(member(printed.output, "jwt_secret") == "(set in the environment, not shown)");
  CHECK(printed.output.find(mark) == std::string::npos);
}

TEST_CASE("checking a configuration makes nothing and starts nothing") {
  const TemporaryFolder folder;
  const std::string state = folder.path() + "/state";
  const Ending good = run({"auth_server", {"--state-folder", state, "--check-config"}, {}});
  CHECK(good.exit_code == 0);
  CHECK(good.output == "the configuration is good\n");
  CHECK_FALSE(std::filesystem::exists(state));
  CHECK(run({"auth_server", {"--password-preset=none", "--check-config"}, {}}).exit_code == 2);
}

TEST_CASE("the health check asks the server that runs with the same options") {
  ServiceProcess auth{{"auth_server", {"--argon2-memory-kib", "8"}, {}}};
  const std::string listen = "127.0.0.1:" + std::to_string(auth.port());
  CHECK(run({"auth_server", {"--healthcheck", "--listen", listen}, {}}).exit_code == 0);
  const std::string everywhere = "0.0.0.0:" + std::to_string(auth.port());
  CHECK(run({"auth_server", {"--healthcheck", "--listen", everywhere, "--tls-terminated-by-proxy"}, {}})
            .exit_code == 0);
  REQUIRE(auth.stop().exit_code == 0);
  CHECK(run({"auth_server", {"--healthcheck", "--listen", listen}, {}}).exit_code == 1);
}

TEST_CASE("the health check asks over a Unix socket where that is listened on") {
  const TemporaryFolder folder;
  const std::string listen = "unix:" + folder.path() + "/socket";
  const auto exit_code = [&] {
    return run({"auth_server", {"--healthcheck", "--listen", listen}, {}}).exit_code;
  };
  CHECK(exit_code() == 1);
  signet::Router router;
  router.add("GET", "/livez", signet::RouteCost::inline_,
             [](const signet::Request&) { return signet::Response::empty(200); });
  const auto service = signet::Service::build(std::move(router), {.clock = signet::steady_now});
  REQUIRE(service);
  signet::ParkedServer server{{.address = listen}};
  REQUIRE(server.bind());
  std::thread serving{[&] { CHECK(server.serve(*service).has_value()); }};
  CHECK(exit_code() == 0);
  server.drain();
  serving.join();
}

// Rulings 11: a marked secret in every place, every error provoked, and no output holds the mark.
TEST_CASE("a secret planted everywhere never comes out") {
  ServiceProcess auth{{"auth_server",
                       {"--refresh", "--argon2-memory-kib", "8", "--hash-workers", "1"},
                       {{"JWT_SECRET", mark}, {"SIGNET_REFRESH_KEY", "of refresh tokens: " + mark}}}};
  ServiceProcess users{{"resource_server", {}, {{"JWT_SECRET", mark}}}};
  const std::string credentials = R"({"email":"a@b.com","password":")" + mark + R"("})";
  const std::string token = "Authorization: Bearer " + mark + "\r\n";
  std::string heard;
  const auto hear = [&heard](const Answer& answer) {
    CHECK(answer.status != 0);
    heard += answer.head + answer.body;
  };
  hear(send_request(auth.port(), "POST", "/auth/register", credentials));
  hear(send_request(auth.port(), "POST", "/auth/register", credentials));
  hear(send_request(auth.port(), "POST", "/auth/login",
                    R"({"email":")" + mark + R"(","password":")" + mark + R"("})"));
  hear(send_request(auth.port(), "POST", "/auth/login",
                    R"({"email":"a@b.com","password":")" + mark + R"(x"})"));
  hear(send_request(auth.port(), "POST", "/auth/login", R"({"email":"a@b.com",")" + mark + R"(":"x"})"));
  hear(send_request(auth.port(), "POST", "/auth/login", "{" + mark));
  for (const char* path : {"/auth/refresh", "/auth/logout"}) {
    hear(send_request(auth.port(), "POST", path, R"({"refresh_token":")" + mark + R"("})"));
    hear(send_request(auth.port(), "POST", std::string{path} + "?refresh_token=" + mark, "{}", token));
  }
  hear(send_request(auth.port(), "GET", "/" + mark + "?" + mark));
  hear(send_request(auth.port(), "GET", "/livez", "", "X-Request-Id: " + mark + "!\r\n"));
  hear(send_request(users.port(), "GET", "/users", "", token));
  hear(send_request(users.port(), "GET", "/users", "", token + token));
  hear(send_request(users.port(), "GET", "/users", "", "Authorization: " + mark + "\r\n"));
  hear(send_request(users.port(), "GET", "/users?" + mark + "=" + mark, "", token));
  hear(send_request(auth.port(), mark, "/livez"));
  auth.signal(SIGHUP);
  REQUIRE(auth.wait_for_log("keys_loaded"));
  for (const std::string& text : {heard, auth.stop().output, users.stop().output}) {
    CHECK(text.size() > 100);
    CHECK_MESSAGE(text.find(mark) == std::string::npos, text);
  }
}
