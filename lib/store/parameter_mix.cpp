// Counting stored hashes by their parameters.
#include "store/parameter_mix.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "signet/password/password_hasher.hpp"

namespace signet::inline v0::detail {

void ParameterMix::add(std::string_view stored_hash, std::uint64_t accounts) {
  const auto params = parameters_of(stored_hash);
  if (!params) return;
  const auto share = std::ranges::find(shares_, *params, &ParameterShare::params);
  if (share == shares_.end()) {
    shares_.push_back({.params = *params, .accounts = accounts});
  } else {
    share->accounts += accounts;
  }
}

std::vector<ParameterShare> ParameterMix::take() && {
  std::ranges::sort(shares_, std::ranges::greater{}, &ParameterShare::accounts);
  return std::move(shares_);
}

}  // namespace signet::inline v0::detail
