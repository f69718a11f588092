// Password verification by signet, and what Debian's libraries take for the same hash, as one program among
// the peers of benchmarks/peers. Called as `password_turns stored` it prints each case with its stored hash.
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "password/arena.hpp"
#include "password_jobs.hpp"
#include "turns.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

struct Hash {
  std::string name;
  std::string floor;
  std::function<void()> by_floor;
  std::string stored;
};

Hash argon2id(std::string name, const Argon2Params& params) {
  return {std::move(name), "libargon2", [params] { by_libargon2(params); },
          stored_form(params, by_libargon2(params))};
}

std::vector<Hash> hashes() {
  constexpr BcryptParams bcrypt{.cost = 10};
  return {argon2id("argon2id_19mib_t2_p1", presets::owasp_minimum),
          argon2id("argon2id_64mib_t3_p1", presets::hardened),
          {"bcrypt_cost10", "libxcrypt", [=] { by_libxcrypt(bcrypt); }, by_libxcrypt(bcrypt)},
          {"pbkdf2_600000", "openssl", [] { by_openssl(presets::fips); },
           stored_form(presets::fips, by_openssl(presets::fips))}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view{argv[1]} == "stored") {
    for (const Hash& hash : hashes()) std::printf("%s\t%s\n", hash.name.c_str(), hash.stored.c_str());
    return 0;
  }
  const detail::WorkerArena arena;  // this thread is a worker
  std::vector<Turn> jobs;
  for (const Hash& hash : hashes()) {
    jobs.push_back({hash.name + '\t' + hash.floor, hash.by_floor});
    jobs.push_back({hash.name + "\tsignet", verification(hash.stored)});
  }
  take_turns(jobs, 1);
}
