// Counting the hash parameters that occur in a store.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "signet/account/account_store.hpp"

namespace signet::inline v0::detail {

/// Takes stored hashes one by one; unreadable ones are left out.
class ParameterMix {
 public:
  /// @param accounts  how many have one of the same parameters, this among them
  void add(std::string_view stored_hash, std::uint64_t accounts = 1);
  /// Most frequent first.
  std::vector<ParameterShare> take() &&;

 private:
  std::vector<ParameterShare> shares_;
};

}  // namespace signet::inline v0::detail
