// What `signet admin` says about itself.
#include "admin_help.hpp"

#include <algorithm>
#include <array>

namespace signet_cli {
namespace {

struct CommandHelp {
  std::string_view command;
  std::string_view text;
};

constexpr std::array command_helps{
    CommandHelp{"user add", R"(usage: signet admin user add NAME [OPTIONS]

Adds an account. Its password is asked for twice, or is the one line of standard input; never an argument.

  --minimum N        characters that the password must have; 1 to 64, without it 8
  --preset NAME      default, hardened, owasp_minimum (argon2id), bcrypt, fips or scrypt; without it, default
  --create           makes the database if there is none at that path; in PostgreSQL, its tables
)"},
    CommandHelp{"user set-password", R"(usage: signet admin user set-password NAME [OPTIONS]

Gives an account another password, asked for twice, or the one line of standard input. All its sessions end.

  --minimum N        characters that the password must have; 1 to 64, without it 8
  --preset NAME      default, hardened, owasp_minimum (argon2id), bcrypt, fips or scrypt; without it, default
)"},
    CommandHelp{"user lock", R"(usage: signet admin user lock NAME [OPTIONS]

Refuses every login of an account, and ends all its sessions. Access tokens live on until they expire.

)"},
    CommandHelp{"user unlock", R"(usage: signet admin user unlock NAME [OPTIONS]

Lets an account log in again. Sessions that its lock ended stay ended.

)"},
    CommandHelp{"user show", R"(usage: signet admin user show NAME [OPTIONS]

Prints an account: id, name, when it was made, whether it is locked, its epoch (raised by each change that
ends its sessions), what its password is hashed with, and how many sessions are active.

)"},
    CommandHelp{"session list", R"(usage: signet admin session list NAME [OPTIONS]

Prints the sessions of an account, newest first. States: active; revoked; expired (at its end, or unused for
too long); void (begun before the last lock or change of password, or before a time that was revoked).

)"},
    CommandHelp{"session revoke",
                R"(usage: signet admin session revoke (--user NAME | --family ID | --before TIME) [OPTIONS]

Ends refresh sessions: none of their tokens is replaced any more. Access tokens live on until they expire.

  --user NAME        all of an account, those that are just being begun too
  --family ID        one, by the id that `session list` prints; one that had ended already is done, one
                     that is not known is not: exit code 1
  --before TIME      all of the realm begun before 2026-11-21T09:30:00Z (or seconds since 1970), for good;
                     not in the future
)"},
};

constexpr std::string_view common_options =
    R"(  --store URL        sqlite:PATH, the accounts file of a server, or postgresql://USER@HOST/DATABASE; its
                     accounts must be there
  --store-file FILE  the URL stands in this file, which nobody else may write; as does SIGNET_STORE_FILE
  --sessions URL     redis://USER@HOST:PORT/DATABASE (or redis+sentinel://, redis+cluster://), where the
                     server keeps its sessions, if not beside the accounts; SIGNET_SESSIONS too
  --sessions-file FILE
                     that URL stands in this file, which nobody else may write; as does SIGNET_SESSIONS_FILE
  --sessions-replicas N
                     so many replicas of that Redis must have what ends sessions, else it is not told as
                     done; as the server's sessions_replicas: 0 to 16; SIGNET_SESSIONS_REPLICAS too; without
                     it, 0
  --realm NAME       whose accounts; without it B, those of auth_server
  --name-rule RULE   email (case does not matter) or exact; without it, email
  --json             answers in JSON
)";

constexpr std::string_view audit_option =
    R"(  --audit-log FILE   adds the audit line to this file, in place of standard error
)";

}  // namespace

const std::string_view admin_help = R"(usage: signet admin COMMAND [OPTIONS]

Changes the accounts and sessions in a server's database; the server may be running.

  user add NAME            adds an account
  user set-password NAME   gives it another password, and ends its sessions
  user lock NAME           refuses its logins, and ends its sessions
  user unlock NAME         lets it log in again
  user show NAME           prints what is known of it, but not its hash
  session list NAME        prints its sessions
  session revoke           ends sessions: --user NAME, --family ID or --before TIME

`signet admin COMMAND --help` explains one. Sessions that a server keeps in Redis are named by --sessions and
its kin, as the store is. The store is --store sqlite:PATH or postgresql://…, or a URL
in the file that --store-file or SIGNET_STORE_FILE names (which alone may hold a password), or SIGNET_STORE. Passwords come from a prompt or standard input.
Every command that changes something, or was refused it, writes one JSON line to standard error, or to the
end of --audit-log FILE: time, act, realm, ids, code, operator. Where that fails the exit code is 1.
Exit codes: 0 done, 1 not done (the code and what to do go to standard error), 2 usage or input error.
)";

std::string admin_help_of(std::string_view command) {
  const auto help = std::ranges::find(command_helps, command, &CommandHelp::command);
  std::string text{help->text};
  text.append(common_options);
  const bool changes = command != "user show" && command != "session list";
  return changes ? text.append(audit_option) : text;
}

}  // namespace signet_cli
