// signet admin: passwords from a terminal, which shows nothing of them, and from standard input.
#include <doctest/doctest.h>

#include <string>

#include "admin.hpp"
#include "terminal.hpp"

using namespace signet_test;

TEST_CASE("a password is typed twice on a terminal, which shows nothing of it") {
  const Office office;
  const std::string add = "admin --store sqlite:db user add --preset owasp_minimum bob@example.org";
  const Dialogue differs =
      on_terminal(office.scratch(), add,
                  {{"New password: ", "typed-secret-1\n"}, {"The same again: ", "typed-secret-2\n"}});
  CHECK(differs.exit_code == 2);
  CHECK(differs.screen ==
        "New password: \r\nThe same again: \r\nsignet: the two passwords differ; nothing was changed\r\n");
  const Dialogue added =
      on_terminal(office.scratch(), add,
                  {{"New password: ", "typed-secret-1\n"}, {"The same again: ", "typed-secret-1\n"}});
  CHECK(added.exit_code == 0);
  CHECK(added.screen.find("secret") == std::string::npos);
  CHECK(added.echo);
  CHECK(office.logs_in("bob@example.org", "typed-secret-1"));
}

TEST_CASE("a terminal shows again what is typed when a prompt is interrupted") {
  const Office office;
  const Dialogue interrupted =
      on_terminal(office.scratch(), "admin --store sqlite:db user set-password alice@example.org",
                  {{"New password: ", "\x03"}});
  CHECK(interrupted.exit_code == -1);
  CHECK(interrupted.echo);
  CHECK(office.logs_in("alice@example.org", password));
}

TEST_CASE("more than one line on standard input is no password") {
  const Office office;
  const Outcome refused = office.admin("user set-password alice@example.org", "new-secret-2\nnew-secret-2\n");
  CHECK(refused.exit_code == 2);
  CHECK(refused.err == "signet: standard input has more than one line; a password is one\n");
  CHECK(office.logs_in("alice@example.org", password));
}
