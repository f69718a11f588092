// The table of subcommands and their help texts.
#include "admin_help.hpp"
#include "commands.hpp"
#include "keys.hpp"

namespace signet_cli {
namespace {

constexpr std::string_view keygen_help = R"(usage: signet keygen --alg ALG [--bits N] [--kid KID] > key.jwk

Makes a key for ALG and writes it to standard output as a private JWK.
Keep the file to yourself: umask 077 before, or chmod 600 after.

  --alg ALG   the algorithm the key is for, of those below
  --bits N    the size of an RSA key in bits, even, 2048 to 16384 (which takes minutes); without it, 2048
  --kid KID   the key's name; without it, its RFC 7638 thumbprint
  --json      changes nothing here: a JWK is JSON
)";

constexpr std::string_view jwks_help = R"(usage: signet jwks KEY-FILE... > set.json

Reads JWK files and writes one JWKS with their public parts only. An HMAC key has none and is an error.

  --json      changes nothing here: a JWKS is JSON
)";

constexpr std::string_view sign_help =
    R"(usage: signet sign --key FILE [--header JSON] [--claims FILE|-] [--now N] [--expires-in S]

Signs a JSON object of claims. `alg` and `kid` come from the key.

  --key FILE       a private JWK
  --header JSON    further header members, e.g. '{"typ":"at+jwt"}'; without it, typ is JWT
  --claims FILE    the claims; - is standard input; without it, none
  --now N          the time in seconds since 1970, in place of the clock
  --expires-in S   adds iat = now and exp = now + S; 1 to 31622400
  --json           answers {"token":"..."}
)";

constexpr std::string_view verify_help =
    R"(usage: signet verify (--keys FILE | --secret-file FILE) [--alg ALG]... [OPTIONS] [TOKEN-FILE|-]

Prints the signed payload and exits 0 if the token is accepted; else the code, and the claim concerned,
go to standard error and the exit code is 1. A token must have an exp. A token with an aud is accepted only
if --aud names one of its values.

  --keys FILE         a JWKS or JWK (of a private key the public part is used), or a PEM with one --alg;
                      a key of a JWKS that cannot be used is skipped, and standard error says which and why
  --secret-file FILE  the bytes of an HMAC secret, one newline at the end ignored; needs --alg
  --alg ALG           accept this algorithm; may repeat; without it, those of the keys: the alg that a key
                      states, or every algorithm of its type, for RSA also PS256
  --iss TEXT          accept this issuer
  --aud TEXT          accept this audience; may repeat: any of them
  --sub TEXT          accept this subject
  --typ TEXT          accept this typ
  --require NAME      this claim must be present; may repeat
  --leeway S          seconds that clocks may differ; 0 to 600, without it 0
  --max-age S         accept at most this many seconds after iat
  --now N             the time in seconds since 1970, in place of the clock
  --allow-no-exp      accept a token without exp
  --allow-any-aud     accept any aud
  --json              answers {"ok":true,"header":...,"payload":...} or {"ok":false,"error":...}
)";

constexpr std::string_view inspect_help = R"(usage: signet inspect [TOKEN-FILE|-]

Prints the header and payload of a token as they stand. NOTHING is verified: anybody may have written them.

  --json      answers {"verified":false,"header":...,"payload":...}
)";

constexpr std::string_view hash_help = R"(usage: signet hash [--preset NAME] [-]

Asks for a password, or reads it from standard input (one newline at the end is not part of it), and prints
the hash to store.

  --preset NAME   default, hardened, owasp_minimum (argon2id), bcrypt, fips or scrypt; without it, default
  --json          answers {"hash":"..."}
)";

constexpr std::string_view check_help = R"(usage: signet check --hash-file FILE [-]

Asks for a password, or reads it from standard input, and exits 0 if it is the one behind the hash, 1 if not,
2 if that could not be found out.

  --hash-file FILE   the stored hash, as `signet hash` printed it
  --json             answers {"match":true} or {"match":false}
)";

constexpr std::string_view calibrate_help =
    R"(usage: signet calibrate [--algorithm NAME] [--time T] [--memory SIZE] [--logins N] [--workers N]

Measures hashes on this machine and prints the dearest parameters that keep to all goals, why they are no
dearer, and the options of auth_server (flow B) that make them. That takes less than 3 s where --time is 250ms
or less and can be kept to, else as long as a few of the hashes take. Standard error says what was measured.
The exit code is 1 if not even the least that OWASP allows keeps to the goals; standard error then says which
is in the way and what it would take. Run it where the server will run: the limits of its container count.

  --algorithm NAME   argon2id, bcrypt or pbkdf2; without it, argon2id
  --time T           the longest a hash may take while all workers are busy, 1ms to 60s; without it, 250ms
  --memory SIZE      the most that all hashes at once may take, as 512MiB or 1GiB; without it, 64MiB a worker;
                     never more than half of what this process may use, less one stored hash of 256 MiB
  --logins N         the logins a second that all workers together must bear; without it, 20
  --workers N        hashes at once, 1 to 256; without it, as many as there are cores, quota and memory for
  --json             answers {"ok":true,"config":{...},...} or {"ok":false,"goal":"...","least":{...}}
)";

constexpr std::string_view batch_help = R"(usage: signet batch < requests > answers

Reads one JSON request a line and writes one JSON answer a line, in order and at once:
{"id":1,"op":"verify","token":"...","key":{...}} is answered {"id":1,"ok":true,...} or {"id":1,"ok":false,"error":"..."}.
The operations are verify, verify_jws, sign, jwk_import, jwks_import, jwk_thumbprint, b64u_decode, json_scan,
hash, check and needs_rehash; examples/cli/README.md describes them. The exit code is 0 whatever the answers.

  --json      changes nothing here: an answer is JSON
)";

}  // namespace

const std::vector<Command>& commands() {
  static const std::string with_algorithms =
      std::string{keygen_help} + "\nALG is one of " + known_algorithms() + ".\n";
  static const std::vector<Command> table{
      {"keygen", keygen, "make a key and write it as a private JWK", with_algorithms},
      {"jwks", jwks, "collect the public parts of keys into a JWKS", jwks_help},
      {"sign", sign, "sign claims as a compact JWT", sign_help},
      {"verify", verify, "verify a JWT and print its claims", verify_help},
      {"inspect", inspect, "show what a token says, without verifying anything", inspect_help},
      {"hash", hash, "hash a password for storing", hash_help},
      {"check", check, "check a password against a stored hash", check_help},
      {"calibrate", calibrate, "find what a password hash may cost on this machine", calibrate_help},
      {"batch", batch, "answer requests, one JSON object a line", batch_help},
      {"admin", admin, "add, lock and show accounts; list and end sessions", admin_help},
  };
  return table;
}

}  // namespace signet_cli
