// signet admin session: which sessions are listed and how, and that ended ones are refreshed no more.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "admin.hpp"
#include "signet/core/chrono.hpp"

using namespace signet_test;
using signet::NumericDate;
using signet::RotationResult;
using signet::Seconds;

namespace {

// Lifetimes are 30 and 7 days: what began in 2001 has expired, what begins in 2096 has not, whenever this
// runs.
constexpr NumericDate long_ago = NumericDate::from_seconds(1'000'000'000);
constexpr NumericDate far_ahead = NumericDate::from_seconds(4'000'000'000);

std::string id_of(const signet::IssuedRefreshToken& token) { return token.family.uuid.text(); }

}  // namespace

TEST_CASE("sessions are listed newest first, with their times and states") {
  const Office office;
  Desk desk{office};
  const auto rotated = desk.begin(far_ahead);
  CHECK(desk.refresh(rotated, far_ahead + Seconds::of(60)) == RotationResult::rotated);
  const std::string revoked = id_of(desk.begin(far_ahead));
  CHECK(office.admin("session revoke --family " + revoked).exit_code == 0);
  // Last, and at its own time: what has ended by the time of a later login may be forgotten by it.
  const std::string expired = id_of(desk.begin(long_ago));

  const Outcome listed = office.admin("session list alice@example.org");
  CHECK(listed.exit_code == 0);
  CHECK(listed.err == "");
  CHECK(listed.out ==
        "id                                    generation  begun                 rotated               "
        "idle until            expires               state\n" +
            expired +
            "  0           2001-09-09T01:46:40Z  -                     2001-09-16T01:46:40Z  "
            "2001-10-09T01:46:40Z  expired\n" +
            revoked +
            "  0           2096-10-02T07:06:40Z  -                     2096-10-09T07:06:40Z  "
            "2096-11-01T07:06:40Z  revoked\n" +
            id_of(rotated) +
            "  1           2096-10-02T07:06:40Z  2096-10-02T07:07:40Z  2096-10-09T07:07:40Z  "
            "2096-11-01T07:06:40Z  active\n");
}

TEST_CASE("--json lists the same, and what a lock ended is void") {
  const Office office;
  Desk desk{office};
  const std::string id = id_of(desk.begin(far_ahead));
  CHECK(office.admin("user lock alice@example.org").exit_code == 0);
  CHECK(office.admin("session list --json alice@example.org").out ==
        R"({"sessions":[{"id":")" + id +
            R"(","generation":0,"begun_at":"2096-10-02T07:06:40Z","rotated_at":null,)"
            R"("idle_until":"2096-10-09T07:06:40Z","expires_at":"2096-11-01T07:06:40Z","state":"void"}]})"
            "\n");
}

TEST_CASE("revoking a user's sessions ends them all, tells how many, and refuses those being begun") {
  const Office office;
  Desk desk{office};
  const NumericDate now = signet::now();
  const std::vector tokens{desk.begin(now), desk.begin(now)};
  desk.begin(long_ago);
  const Outcome revoked = office.admin("session revoke --user alice@example.org");
  CHECK(revoked.exit_code == 0);
  CHECK(revoked.out == "ended 2 sessions\n");
  CHECK(masked(revoked.err) ==
        audit_line("admin_session_revoke", R"("subject":")" + office.alice() + R"(","code":"ok")"));
  for (const auto& token : tokens) CHECK(desk.refresh(token, now) == RotationResult::not_active);
  CHECK(desk.begin_error(now) == signet::Error{signet::Errc::account_changed});
  CHECK(office.admin("session revoke --json --user alice@example.org").out == "{\"ok\":true,\"ended\":0}\n");
  CHECK(office.logs_in("alice@example.org", password));
}

TEST_CASE("revoking one session ends that one; the second time it is done already") {
  const Office office;
  Desk desk{office};
  const NumericDate now = signet::now();
  const auto ended = desk.begin(now);
  const auto kept = desk.begin(now);
  const std::string id = id_of(ended);
  const Outcome revoked = office.admin("session revoke --family " + id);
  CHECK(revoked.exit_code == 0);
  CHECK(revoked.out == "ended 1 session\n");
  CHECK(masked(revoked.err) ==
        audit_line("admin_session_revoke", R"("session":")" + id + R"(","code":"ok")"));
  CHECK(desk.refresh(ended, now) == RotationResult::not_active);
  CHECK(desk.refresh(kept, now) == RotationResult::rotated);

  const Outcome again = office.admin("session revoke --family " + id);  // as after an answer that was lost
  CHECK(again.exit_code == 0);
  CHECK(again.out == "had ended already\n");
  CHECK(masked(again.err) == audit_line("admin_session_revoke", R"("session":")" + id + R"(","code":"ok")"));
  const Outcome told = office.admin("session revoke --json --family " + id);
  CHECK(told.exit_code == 0);
  CHECK(told.out == "{\"ok\":true,\"ended\":0}\n");
}

TEST_CASE("revoking a session that never was is not done") {
  const Office office;
  const std::string id = "00000000-0000-4000-8000-000000000000";
  const Outcome refused = office.admin("session revoke --json --family " + id);
  CHECK(refused.exit_code == 1);
  CHECK(refused.out == "{\"ok\":false,\"error\":\"not_found\"}\n");
  CHECK(masked(refused.err) ==
        audit_line("admin_session_revoke", R"("session":")" + id + R"(","code":"not_found")") +
            "signet: not_found: There is no session of this id in this realm: it never was, or it ended long "
            "ago.\n");
}

TEST_CASE("revoking before a time ends what began before it, and not what began then") {
  const Office office;
  Desk desk{office};
  const NumericDate time = NumericDate::from_seconds(signet::now().seconds() - 50);
  const auto before = desk.begin(time - Seconds::of_microseconds(1));
  const auto then = desk.begin(time);
  const Outcome revoked = office.admin("session revoke --before " + std::to_string(time.seconds()));
  CHECK(revoked.exit_code == 0);
  CHECK(revoked.out.starts_with("ended every session of the realm begun before 2"));
  CHECK(desk.refresh(before, time) == RotationResult::not_active);
  CHECK(desk.refresh(then, time) == RotationResult::rotated);
}

TEST_CASE("a time is RFC 3339, with a fraction or an offset, or seconds since 1970") {
  const Office office;
  struct Row {
    std::string given;
    std::string read;
  };
  // Values of GNU date: date -u -d <given> +%Y-%m-%dT%H:%M:%S.%3NZ
  const std::vector<Row> rows{{"2024-02-29T23:59:59Z", "2024-02-29T23:59:59.000Z"},
                              {"2024-02-29t23:59:59.0625z", "2024-02-29T23:59:59.062Z"},
                              {"2024-03-01T01:29:59+01:30", "2024-02-29T23:59:59.000Z"},
                              {"2024-02-29T18:29:59-05:30", "2024-02-29T23:59:59.000Z"},
                              {"1709251199", "2024-02-29T23:59:59.000Z"},
                              {"0", "1970-01-01T00:00:00.000Z"}};
  for (const Row& row : rows) {
    CAPTURE(row.given);
    const Outcome revoked = office.admin("session revoke --json --before " + row.given);
    CHECK(revoked.exit_code == 0);
    CHECK(revoked.out == R"({"ok":true,"before":")" + row.read + "\"}\n");
    CHECK(masked(revoked.err) ==
          audit_line("admin_session_revoke", R"("before":")" + row.read + R"(","code":"ok")"));
  }
}

TEST_CASE("what is no time, or lies ahead, is refused before anything is done") {
  const Office office;
  const std::string see = "; see signet admin session revoke --help\n";
  for (const std::string text :
       {"yesterday", "2023-02-29T00:00:00Z", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T24:00:00Z",
        "2024-13-01T00:00:00Z", "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00Zx",
        "2024-01-01T00:00:00+1:00", "1969-12-31T23:59:59Z", "-1", "''"}) {
    CAPTURE(text);
    const Outcome refused = office.admin("session revoke --before=" + text);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err ==
          "signet: --before takes a time as 2026-11-21T09:30:00Z, or seconds since 1970" + see);
  }
  for (const std::string text : {"4000000000", "9999-12-31T23:59:59Z"}) {
    CAPTURE(text);
    const Outcome refused = office.admin("session revoke --before " + text);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err ==
          "signet: --before lies in the future: until then nobody could begin a session that lasts" + see);
  }
}
