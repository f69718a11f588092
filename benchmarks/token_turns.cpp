// Signet and its floor as one program among the peers of benchmarks/peers.
#include <string>
#include <utility>
#include <vector>

#include "signet/core/chrono.hpp"
#include "token_jobs.hpp"
#include "turns.hpp"

namespace {

using namespace signet;
using namespace signet_bench;

std::vector<Turn> all_jobs() {
  std::vector<Turn> jobs;
  for (const auto& [algorithm, name] : {std::pair{Algorithm::HS256, "hs256"},
                                        {Algorithm::RS256, "rs256"},
                                        {Algorithm::PS256, "ps256"},
                                        {Algorithm::ES256, "es256"},
                                        {Algorithm::EdDSA, "eddsa"}}) {
    const TokenJobs of = token_jobs(algorithm, now());
    const std::string verify = std::string{name} + "_verify\t", sign = std::string{name} + "_sign\t";
    const std::string floor{floor_of(algorithm)};
    jobs.push_back({verify + floor, of.bare_verify});
    jobs.push_back({verify + "signet", of.verify});
    jobs.push_back({sign + floor, of.bare_sign});
    jobs.push_back({sign + "signet", of.sign});
  }
  return jobs;
}

}  // namespace

int main() {
  constexpr int calls = 16;  // the shortest take a microsecond, as asking for the time does
  take_turns(all_jobs(), calls);
}
