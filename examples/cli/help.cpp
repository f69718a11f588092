// The table of subcommands and their help texts.
#include "commands.hpp"

namespace signet_cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"keygen", keygen, "make a key and write it as a private JWK",
       "usage: signet keygen --alg ALG [--kid KID] > key.jwk\n\n"
       "Makes a key for ALG (HS256, RS256, ES256 or EdDSA) and writes it to standard output as a private "
       "JWK.\n"
       "Keep the file to yourself: umask 077 before, or chmod 600 after.\n\n"
       "  --alg ALG   the algorithm the key is for\n"
       "  --kid KID   the key's name; without it, its RFC 7638 thumbprint\n"
       "  --json      changes nothing here: a JWK is JSON\n"},
      {"jwks", jwks, "collect the public parts of keys into a JWKS",
       "usage: signet jwks KEY-FILE... > set.json\n\n"
       "Reads JWK files and writes one JWKS with their public parts only. An HMAC key has none and is an "
       "error.\n\n"
       "  --json      changes nothing here: a JWKS is JSON\n"},
      {"sign", sign, "sign claims as a compact JWT",
       "usage: signet sign --key FILE [--header JSON] [--claims FILE|-] [--now N] [--expires-in S]\n\n"
       "Signs a JSON object of claims. `alg` and `kid` come from the key.\n\n"
       "  --key FILE       a private JWK\n"
       "  --header JSON    further header members, e.g. '{\"typ\":\"at+jwt\"}'; without it, typ is JWT\n"
       "  --claims FILE    the claims; - is standard input; without it, none\n"
       "  --now N          the time in seconds since 1970, in place of the clock\n"
       "  --expires-in S   adds iat = now and exp = now + S; 1 to 31622400\n"
       "  --json           answers {\"token\":\"...\"}\n"},
      {"verify", verify, "verify a JWT and print its claims",
       "usage: signet verify (--keys FILE | --secret-file FILE) [--alg ALG]... [OPTIONS] [TOKEN-FILE|-]\n\n"
       "Prints the signed payload and exits 0 if the token is accepted; else the code, and the claim "
       "concerned,\n"
       "go to standard error and the exit code is 1. A token must have an exp. A token with an aud is "
       "accepted only\n"
       "if --aud names one of its values.\n\n"
       "  --keys FILE         a JWKS or JWK (of a private key the public part is used), or a PEM with one "
       "--alg\n"
       "  --secret-file FILE  the bytes of an HMAC secret, one newline at the end ignored; needs --alg\n"
       "  --alg ALG           accept this algorithm; may repeat; without it, those of the keys\n"
       "  --iss TEXT          accept this issuer\n"
       "  --aud TEXT          accept this audience; may repeat: any of them\n"
       "  --sub TEXT          accept this subject\n"
       "  --typ TEXT          accept this typ\n"
       "  --require NAME      this claim must be present; may repeat\n"
       "  --leeway S          seconds that clocks may differ; 0 to 600, without it 0\n"
       "  --max-age S         accept at most this many seconds after iat\n"
       "  --now N             the time in seconds since 1970, in place of the clock\n"
       "  --allow-no-exp      accept a token without exp\n"
       "  --allow-any-aud     accept any aud\n"
       "  --json              answers {\"ok\":true,\"header\":...,\"payload\":...} or "
       "{\"ok\":false,\"error\":...}\n"},
      {"inspect", inspect, "show what a token says, without verifying anything",
       "usage: signet inspect [TOKEN-FILE|-]\n\n"
       "Prints the header and payload of a token as they stand. NOTHING is verified: anybody may have "
       "written them.\n\n"
       "  --json      answers {\"verified\":false,\"header\":...,\"payload\":...}\n"},
      {"hash", hash, "hash a password for storing",
       "usage: signet hash [--preset NAME] [-]\n\n"
       "Asks for a password, or reads it from standard input (one newline at the end is not part of it), and "
       "prints\n"
       "the hash to store.\n\n"
       "  --preset NAME   standard, hardened, owasp_minimum (argon2id) or bcrypt; without it, standard\n"
       "  --json          answers {\"hash\":\"...\"}\n"},
      {"check", check, "check a password against a stored hash",
       "usage: signet check --hash-file FILE [-]\n\n"
       "Asks for a password, or reads it from standard input, and exits 0 if it is the one behind the hash, "
       "1 if not,\n"
       "2 if that could not be found out.\n\n"
       "  --hash-file FILE   the stored hash, as `signet hash` printed it\n"
       "  --json             answers {\"match\":true} or {\"match\":false}\n"},
  };
  return table;
}

}  // namespace signet_cli
