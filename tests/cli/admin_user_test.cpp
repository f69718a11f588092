// signet admin user: accounts added, changed and shown; whom the library lets in afterwards; the audit lines.
#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

#include "admin.hpp"
#include "signet/core/chrono.hpp"

using namespace signet_test;
using signet::RotationResult;

namespace {

std::string of(const std::string& subject, const std::string& code) {
  return R"("subject":")" + subject + R"(","code":")" + code + '"';
}

std::string members(const std::string& code) { return R"("code":")" + code + '"'; }

}  // namespace

TEST_CASE("an account that was added can log in, with its own password only") {
  const Office office;
  const Outcome added = office.admin("user add --preset owasp_minimum Bob@Example.org", "another-secret\n");
  CHECK(added.exit_code == 0);
  CHECK(std::regex_match(added.out, std::regex{"added [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n"}));
  CHECK(masked(added.err) == audit_line("admin_user_add", of(added.out.substr(6, 36), "ok")));
  CHECK(office.logs_in("bob@example.org", "another-secret"));
  CHECK(!office.logs_in("bob@example.org", password));
  CHECK(office.stored_hash("bob@example.org").starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
}

TEST_CASE("the preset is default unless another is named") {
  const Office office;
  CHECK(office.admin("user add carol@example.org", password).exit_code == 0);
  CHECK(office.stored_hash("carol@example.org").starts_with("$argon2id$v=19$m=32768,t=2,p=1$"));
  CHECK(office.admin("user set-password carol@example.org --preset bcrypt", password).exit_code == 0);
  CHECK(office.stored_hash("carol@example.org").starts_with("$2b$12$"));
}

TEST_CASE("a locked account is refused until it is unlocked, and its sessions have ended for good") {
  const Office office;
  Desk desk{office};
  const signet::NumericDate time = signet::now();
  const auto token = desk.begin(time);
  const Outcome locked = office.admin("user lock alice@example.org");
  CHECK(locked.exit_code == 0);
  CHECK(locked.out == "locked; its sessions have ended\n");
  CHECK(masked(locked.err) == audit_line("admin_user_lock", of(office.alice(), "ok")));
  CHECK(!office.logs_in("alice@example.org", password));
  CHECK(desk.refresh(token, time) == RotationResult::not_active);

  const Outcome unlocked = office.admin("user unlock --json ALICE@example.org");
  CHECK(unlocked.exit_code == 0);
  CHECK(unlocked.out == R"({"ok":true,"id":")" + office.alice() + "\"}\n");
  CHECK(masked(unlocked.err) == audit_line("admin_user_unlock", of(office.alice(), "ok")));
  CHECK(office.logs_in("alice@example.org", password));
  CHECK(desk.refresh(token, time) == RotationResult::not_active);
}

TEST_CASE("another password replaces the old one and ends the sessions") {
  const Office office;
  Desk desk{office};
  const signet::NumericDate time = signet::now();
  const auto token = desk.begin(time);
  const Outcome set =
      office.admin("user set-password --preset owasp_minimum alice@example.org", "new-secret-2\n");
  CHECK(set.exit_code == 0);
  CHECK(set.out == "password set; the sessions there were have ended\n");
  CHECK(masked(set.err) == audit_line("admin_user_set_password", of(office.alice(), "ok")));
  CHECK(office.logs_in("alice@example.org", "new-secret-2"));
  CHECK(!office.logs_in("alice@example.org", password));
  CHECK(desk.refresh(token, time) == RotationResult::not_active);
}

TEST_CASE("show prints an account without its hash, and is no act to audit") {
  const Office office;
  Desk desk{office};
  desk.begin(signet::now());
  const Outcome shown = office.admin("user show alice@example.org");
  CHECK(shown.exit_code == 0);
  CHECK(shown.err == "");
  const std::regex text{
      "id        " + office.alice() +
      "\nname      alice@example\\.org\ncreated   \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\n"
      "locked    no\nepoch     0\npassword  argon2id, m=19456 KiB, t=2, p=1\n"
      "sessions  1 active\n"};
  CHECK(std::regex_match(shown.out, text));

  CHECK(office.admin("user lock alice@example.org").exit_code == 0);
  CHECK(office.admin("user set-password --preset bcrypt alice@example.org", password).exit_code == 0);
  const std::string json = office.admin("user show --json alice@example.org").out;
  CHECK(std::regex_replace(json, std::regex{R"("created_at":"[^"]*")"}, R"("created_at":"T")") ==
        R"({"id":")" + office.alice() +
            R"(","name":"alice@example.org","created_at":"T","locked":true,"epoch":2,)"
            R"("password":{"kind":"bcrypt","cost":12},"active_sessions":0})"
            "\n");
}

TEST_CASE("what cannot be done is refused with its code, what to do, exit code 1 and an audit line") {
  const Office office;
  struct Row {
    const char* name;
    std::string arguments;
    std::string input;
    std::string error;
    std::string event;
  };
  const std::string nobody =
      "not_found: There is no account of this name in this realm; check --realm and --name-rule.";
  const std::vector<Row> rows{
      {"a name that is taken", "user add --preset owasp_minimum Alice@example.org", password,
       "account_exists: An account of this name exists. It was left as it is; `signet admin user "
       "set-password` "
       "gives it another password.",
       "admin_user_add"},
      {"a name that is no address", "user add bob", password,
       "email_invalid: The e-mail address is not one that is accepted here. Where names are no addresses, "
       "give "
       "--name-rule exact.",
       "admin_user_add"},
      {"a short password", "user add bob@example.org", "1234567",
       "password_too_short: The password is shorter than required. --minimum says how many characters are "
       "required; 8 without it.",
       "admin_user_add"},
      {"a password below --minimum", "user add bob@example.org --minimum 12", "12345678901",
       "password_too_short: The password is shorter than required. --minimum says how many characters are "
       "required; 8 without it.",
       "admin_user_add"},
      {"a password that the servers would refuse", "user add bob@example.org", std::string(1025, 'a'),
       "password_too_long: The password is longer than its hash takes in whole. bcrypt takes 72 bytes, "
       "argon2id "
       "1024.",
       "admin_user_add"},
      {"a password beyond bcrypt", "user add bob@example.org --preset bcrypt", std::string(73, 'a'),
       "password_too_long: The password is longer than its hash takes in whole. bcrypt takes 72 bytes, "
       "argon2id "
       "1024.",
       "admin_user_add"},
      {"another password for nobody", "user set-password bob@example.org", password, nobody,
       "admin_user_set_password"},
      {"locking nobody", "user lock bob@example.org", "", nobody, "admin_user_lock"},
      {"unlocking nobody", "user unlock bob@example.org", "", nobody, "admin_user_unlock"},
      {"another spelling where names are exact", "user lock --name-rule exact Alice@example.org", "", nobody,
       "admin_user_lock"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Outcome outcome = office.admin(row.arguments, row.input);
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.out == "");
    CHECK(masked(outcome.err) == audit_line(row.event, members(row.error.substr(0, row.error.find(':')))) +
                                     "signet: " + row.error + "\n");
  }
  CHECK(!office.logs_in("bob@example.org", password));
}

TEST_CASE("a short new password is refused for an account that is there, and the old one stands") {
  const Office office;
  const Outcome refused = office.admin("user set-password --json alice@example.org", "1234567");
  CHECK(refused.exit_code == 1);
  CHECK(refused.out == "{\"ok\":false,\"error\":\"password_too_short\"}\n");
  CHECK(masked(refused.err)
            .starts_with(audit_line("admin_user_set_password", of(office.alice(), "password_too_short"))));
  CHECK(office.logs_in("alice@example.org", password));
}

TEST_CASE("a read-only command that finds nobody exits 1 without an audit line") {
  const Office office;
  for (const std::string command : {"user show", "session list"}) {
    CAPTURE(command);
    const Outcome outcome = office.admin(command + " bob@example.org");
    CHECK(outcome.exit_code == 1);
    CHECK(outcome.err ==
          "signet: not_found: There is no account of this name in this realm; check --realm and "
          "--name-rule.\n");
  }
}

TEST_CASE("the least password is --minimum, counted in characters") {
  const Office office;
  CHECK(
      office.admin("user add --preset owasp_minimum --minimum 4 bob@example.org", "\u00e9\u00e9\u00e9\u00e9")
          .exit_code == 0);
  CHECK(office.logs_in("bob@example.org", "\u00e9\u00e9\u00e9\u00e9"));
  CHECK(office.admin("user add --minimum 4 carol@example.org", "\u00e9\u00e9\u00e9").exit_code == 1);
}

TEST_CASE("two processes at once that add one name: one does, one is told that it exists") {
  const Office office;
  const std::string add = office.command() + "user add --preset owasp_minimum bob@example.org <pw";
  office.scratch().write("pw", password);
  const Outcome both = office.scratch().shell("{ " + add + "; echo $?; } & { " + add + "; echo $?; } & wait");
  CHECK(std::regex_search(both.out, std::regex{"(^|\n)0\n"}));
  CHECK(std::regex_search(both.out, std::regex{"(^|\n)1\n"}));
  CHECK(both.err.find("signet: account_exists: ") != std::string::npos);
  CHECK(office.logs_in("bob@example.org", password));
}
