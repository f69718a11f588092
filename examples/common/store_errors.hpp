// StoreErrors: counts what a store failed to do, by store and code.
#pragma once

#include <array>
#include <string_view>

#include "signet/core/errc.hpp"
#include "signet/http/metrics.hpp"

namespace signet::example {

/// `signet_store_errors_total`. What a store answers, such as that an account exists, is none.
/// @thread safe
class StoreErrors {
 public:
  /// @param metrics  outlives this and its copies
  /// @param store    `accounts`, `sessions`: what is kept there
  StoreErrors(MetricRegistry& metrics, std::string_view store);

  /// What `forward()` gives, counted if it is an error. As detail::InterceptedAccountStore calls it.
  template <class Forward>
  auto operator()(std::string_view /*call*/, Forward forward) const -> decltype(forward()) {
    auto answer = forward();
    if (!answer.has_value()) count(answer.error().code());
    return answer;
  }

 private:
  static constexpr std::array codes{Errc::store_unavailable, Errc::store_schema_mismatch,
                                    Errc::store_unsupported, Errc::revoke_unconfirmed};

  void count(Errc code) const noexcept;

  std::array<Counter*, codes.size()> counters_{};
};

}  // namespace signet::example
