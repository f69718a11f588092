// signet admin: what it refuses to read, where it finds its store, its audit log, and what no output may
// show.
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "admin.hpp"

using namespace signet_test;

namespace {

struct Row {
  const char* name;
  std::string arguments;
  std::string error;
};

void check_refused(const Scratch& scratch, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Outcome outcome = scratch.signet("admin " + row.arguments, password);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out == "");
    CHECK(outcome.err == "signet: " + row.error + "\n");
  }
}

}  // namespace

TEST_CASE("usage errors exit 2, name what is wrong and point to the command's help, without an audit line") {
  const Office office;
  const std::string db = "--store sqlite:db ";
  const std::string commands =
      "a command is needed: user add, set-password, lock, unlock or show; session list or revoke; see signet "
      "admin "
      "--help";
  const std::string after_name =
      "nothing comes after NAME; a password comes from a prompt or standard input, not as an argument; see "
      "signet "
      "admin ";
  check_refused(
      office.scratch(),
      {{"no command", "", commands},
       {"half a command", "user", commands},
       {"an unknown command", "user frobnicate", commands},
       {"no name", db + "user add", "NAME is needed; see signet admin user add --help"},
       {"a password as an argument", db + "user add bob@example.org marked-secret-1",
        after_name + "user add --help"},
       {"two names", db + "user lock alice@example.org bob@example.org", after_name + "user lock --help"},
       {"an unknown option", db + "user lock --password=marked-secret-1 alice@example.org",
        "unknown option --password; see signet admin --help"},
       {"another command's option", db + "user lock --family x alice@example.org",
        "unknown option --family; see signet admin user lock --help"},
       {"an audit log where nothing changes", db + "user show --audit-log x alice@example.org",
        "unknown option --audit-log; see signet admin user show --help"},
       {"nothing to revoke", db + "session revoke",
        "give one of --user, --family and --before; see signet admin session revoke --help"},
       {"two things to revoke", db + "session revoke --user alice@example.org --before 0",
        "give one of --user, --family and --before; see signet admin session revoke --help"},
       {"revoking without saying whose", db + "session revoke alice@example.org",
        "nothing comes after `session revoke` but options; see signet admin session revoke --help"},
       {"what is no id", db + "session revoke --family 1",
        "--family takes the id of a session, as `signet admin session list` prints it; see signet admin "
        "session "
        "revoke --help"},
       {"an unknown rule", db + "--name-rule loose user lock a",
        "--name-rule takes email or exact; see signet admin user lock --help"},
       {"an unknown preset", db + "user add --preset fast bob@example.org",
        "--preset takes default, hardened, owasp_minimum, bcrypt, fips or scrypt; see signet admin user add "
        "--help"},
       {"a minimum of none", db + "user add --minimum 0 bob@example.org",
        "--minimum takes a whole number from 1 to 64; see signet admin user add --help"},
       {"a minimum beyond reason", db + "user add --minimum 65 bob@example.org",
        "--minimum takes a whole number from 1 to 64; see signet admin user add --help"},
       {"an empty realm", db + "--realm= user lock a",
        "--realm takes a name; see signet admin user lock --help"}});
}

TEST_CASE("a store's URL is never repeated, and one with a password is refused on the command line") {
  const Office office;
  const std::string see = "; see signet admin user lock --help";
  const std::string carries =
      "--store carries a password, which other users of this machine can read; use SIGNET_STORE_FILE "
      "instead" +
      see;
  const std::string forms = "the store is sqlite:PATH or postgresql://USER@HOST/DATABASE";
  check_refused(
      office.scratch(),
      {{"a password before the host", "user lock a --store postgres://u:marked-secret-1@h/d", carries},
       {"a password with a slash and an at", "user lock a --store=postgres://u:marked-/@secret@h/d", carries},
       {"a password alone", "user lock a --store redis://:marked-secret-1@h", carries},
       {"a password in the query", "user lock a --store 'postgres://h/d?password=marked-secret-1'", carries},
       {"a password in libpq's form", "user lock a --store 'host=h password=marked-secret-1'", carries},
       {"a password for a file", "user lock a --store sqlite://u:marked-secret-1@h/db", carries},
       {"a server of Redis", "user lock a --store REDIS://h", "redis:// keeps no accounts; " + forms + see},
       {"a path without a scheme", "user lock a --store db", forms + see},
       {"another scheme", "user lock a --store marked-secret-1:db", forms + see},
       {"no path", "user lock a --store sqlite:", "the store is sqlite:PATH, and PATH is missing" + see},
       {"a host", "user lock a --store sqlite://marked/db",
        "an SQLite store has no host: write sqlite:PATH or sqlite:///PATH" + see},
       {"two stores", "user lock a --store sqlite:db --store-file url",
        "give either --store or --store-file" + see},
       {"no store", "user lock a", "--store is needed, or SIGNET_STORE_FILE, or SIGNET_STORE" + see}});
}

TEST_CASE("the store comes from --store, else a file, else the environment, in this order") {
  const Office office;
  const Scratch& scratch = office.scratch();
  scratch.write("url", "sqlite://" + scratch.path("db") + "\n");
  scratch.write("wrong", "redis://u:marked-secret-1@h/d");
  const std::string show = "$signet admin user show alice@example.org ";
  for (const std::string& line :
       {show + "--store-file url", "SIGNET_STORE_FILE=url SIGNET_STORE=x " + show,
        "SIGNET_STORE=sqlite:db " + show, "SIGNET_STORE_FILE=wrong " + show + "--store sqlite:db",
        "SIGNET_STORE_FILE=wrong " + show + "--store-file url"}) {
    CAPTURE(line);
    CHECK(scratch.shell(line).exit_code == 0);
  }
  const Outcome refused = scratch.shell("SIGNET_STORE_FILE=wrong " + show);
  CHECK(refused.exit_code == 2);
  CHECK(
      refused.err ==
      "signet: redis:// keeps no accounts; the store is sqlite:PATH or postgresql://USER@HOST/DATABASE; see "
      "signet admin user show --help\n");
  std::filesystem::permissions(scratch.path("url"), std::filesystem::perms::group_write,
                               std::filesystem::perm_options::add);
  CHECK(scratch.shell(show + "--store-file url").err ==
        "signet: url: others may write this file; run: chmod go-w url\n");
}

TEST_CASE("a mistyped path makes no database; --create does, and takes one that is there") {
  const Scratch scratch;
  for (const std::string command :
       {"user add bob@example.org", "user lock bob@example.org", "session revoke --before 0"}) {
    CAPTURE(command);
    const Outcome refused = scratch.signet("admin --store sqlite:typo " + command, password);
    CHECK(refused.exit_code == 1);
    CHECK(refused.err.find(
              "signet: not_found: typo: there is no such database. It is the accounts file of a server "
              "(of auth_server: accounts.db in its state_folder), which makes it when it first starts; "
              "`signet admin user add --create` makes one too.\n") != std::string::npos);
    CHECK(!std::filesystem::exists(scratch.path("typo")));
  }
  const std::string create = "admin --store sqlite:new user add --preset owasp_minimum --create ";
  CHECK(scratch.signet(create + "bob@example.org", password).exit_code == 0);
  CHECK(scratch.signet(create + "carol@example.org", password).exit_code == 0);
  CHECK(scratch.signet("admin --store sqlite:new user show bob@example.org").exit_code == 0);
}

TEST_CASE("a file that is no database of ours is refused and left as it was") {
  const Scratch scratch;
  for (const std::string content : {"", "marked-secret-1"}) {
    CAPTURE(content);
    scratch.write("other", content);
    const Outcome refused = scratch.signet("admin --store sqlite:other user show bob@example.org");
    CHECK(refused.exit_code == 1);
    CHECK(
        refused.err ==
        "signet: store_schema_mismatch: The database file belongs to another program, realm or version. It "
        "was left as it is; check the path or URL, that the server has started once, and that it is of this "
        "version.\n");
    CHECK(scratch.read("other") == content);
  }
}

TEST_CASE("a database that others keep busy is told as such, and the act is audited as not done") {
  const Office office;
  sqlite3* other = nullptr;
  REQUIRE(sqlite3_open(office.scratch().path("db").c_str(), &other) == SQLITE_OK);
  REQUIRE(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr) == SQLITE_OK);
  const Outcome refused = office.admin("user lock alice@example.org");
  sqlite3_close(other);
  CHECK(refused.exit_code == 1);
  CHECK(masked(refused.err) ==
        audit_line("admin_user_lock", R"("subject":")" + office.alice() + R"(","code":"store_unavailable")") +
            "signet: store_unavailable: The database did not answer in time; the call may be repeated. A "
            "change may "
            "be half done: repeat the command until it succeeds. If it never does, see whether this user may "
            "write the file and its folder, or whether the server answers and takes the role and its "
            "password.\n");
  CHECK(office.logs_in("alice@example.org", password));
}

TEST_CASE("realms are apart: an account of one is not found in another") {
  const Office office;
  CHECK(office.admin("user show --realm C alice@example.org").exit_code == 1);
  CHECK(
      office.admin("user add --realm C --name-rule exact --preset owasp_minimum alice", password).exit_code ==
      0);
  CHECK(office.admin("user show --realm C --name-rule exact alice").exit_code == 0);
  CHECK(office.admin("user show --name-rule exact alice").exit_code == 1);
}

TEST_CASE("the audit log is added to, and is the operator's alone") {
  const Office office;
  const std::string log = " --audit-log log alice@example.org";
  CHECK(office.admin("user lock" + log).err == "");
  CHECK(office.admin("user unlock" + log).err == "");
  const std::string members = R"("subject":")" + office.alice() + R"(","code":"ok")";
  CHECK(masked(office.scratch().read("log")) ==
        audit_line("admin_user_lock", members) + audit_line("admin_user_unlock", members));
  struct stat status{};
  REQUIRE(::stat(office.scratch().path("log").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("an audit log that cannot be opened stops the act; one that cannot be written is told after it") {
  const Office office;
  const Outcome stopped = office.admin("user lock --audit-log nowhere/log alice@example.org");
  CHECK(stopped.exit_code == 1);
  CHECK(stopped.err ==
        "signet: audit_failed: the audit log nowhere/log cannot be opened (No such file or directory), so "
        "nothing was "
        "done; name another by --audit-log\n");
  CHECK(office.logs_in("alice@example.org", password));

  const Outcome told = office.admin("user lock --json --audit-log /dev/full alice@example.org");
  CHECK(told.exit_code == 1);
  CHECK(told.out == "{\"ok\":false,\"error\":\"audit_failed\"}\n");
  CHECK(told.err ==
        "signet: audit_failed: the act ended with ok, but its audit line could not be written (No space left "
        "on "
        "device); note it by hand, and look at what there is with `signet admin user show`\n");
  CHECK(!office.logs_in("alice@example.org", password));

  const Outcome unsaid =
      office.scratch().shell("$signet admin --store sqlite:db user unlock alice@example.org 2>/dev/full");
  CHECK(unsaid.exit_code == 1);
  CHECK(unsaid.out == "");
}

TEST_CASE("no output holds a password or a hash") {
  const Office office;
  const std::string hash = office.stored_hash("alice@example.org");
  const std::string tag = hash.substr(hash.rfind('$') + 1);
  for (const std::string command :
       {"user add alice@example.org", "user add marked-secret-1", "user set-password alice@example.org",
        "user set-password marked-secret-1", "user set-password --minimum 64 alice@example.org",
        "user show alice@example.org", "user show --json alice@example.org", "user lock alice@example.org",
        "session list alice@example.org", "session revoke --family marked-secret-1",
        "session revoke --before marked-secret-1", "marked-secret-1", "user add a marked-secret-1"}) {
    CAPTURE(command);
    const Outcome outcome = office.admin(command, password);
    for (const std::string& text : {outcome.out, outcome.err}) {
      CHECK(text.find("marked-secret") == std::string::npos);
      CHECK(text.find(tag) == std::string::npos);
      CHECK(text.find("$argon2id$") == std::string::npos);
    }
  }
}

TEST_CASE("every command of admin explains itself") {
  const Scratch scratch;
  CHECK(scratch.signet("help").out.find("  admin     add, lock and show accounts; list and end sessions\n") !=
        std::string::npos);
  CHECK(scratch.signet("admin --help").out == scratch.signet("admin --store x -h").out);
  CHECK(scratch.signet("admin --help").out.starts_with("usage: signet admin COMMAND [OPTIONS]\n"));
  for (const std::string command :
       {"user add NAME", "user set-password NAME", "user lock NAME", "user unlock NAME", "user show NAME",
        "session list NAME", "session revoke ("}) {
    CAPTURE(command);
    const Outcome help = scratch.signet("admin " + command.substr(0, command.rfind(' ')) + " --help");
    CHECK(help.exit_code == 0);
    CHECK(help.out.starts_with("usage: signet admin " + command));
    CHECK(help.out.find("--store URL") != std::string::npos);
    CHECK((help.out.find("--audit-log") != std::string::npos) ==
          (command != "user show NAME" && command != "session list NAME"));
  }
}
