// The table of password hash vectors: each file is one line.
#include <doctest/doctest.h>

#include "vectors/deviations.hpp"
#include "vectors/table.hpp"

using namespace vectors;

namespace {

const VectorFile files[] = {
    {"argon2/phc_test_c.json", run_argon2_reference, {}},
    {"bcrypt/crypt_blowfish.json", run_crypt_blowfish, crypt_blowfish_deviations},
    {"botan/argon2.vec", run_botan_argon2_tags, {}},
    {"botan/passhash_argon2.vec", run_botan_argon2, {}},
    {"botan/passhash_bcrypt.vec", run_botan_bcrypt, {}},
    {"botan/pbkdf_pbkdf2.vec", run_botan_pbkdf2, {}},
    {"botan/scrypt.vec", run_botan_scrypt, {}},
    {"rfc-misc/kdf.json", run_rfc_key_derivations, {}},
    {"wycheproof/pbkdf2_hmacsha256_test.json", run_pbkdf2_wycheproof, {}},
};

}  // namespace

TEST_CASE("signet answers every password hash as its file says, but for the deviations listed") {
  check_all(files);
}
