// One counter for each code that means a store failed.
#include "common/store_errors.hpp"

#include <algorithm>
#include <cstddef>

namespace signet::example {

StoreErrors::StoreErrors(MetricRegistry& metrics, std::string_view store) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    counters_[i] = &metrics.counter({"signet_store_errors_total", "Calls that a store did not carry out."},
                                    {{"store", store}, {"code", to_string(codes[i])}});
  }
}

void StoreErrors::count(Errc code) const noexcept {
  const auto found = std::ranges::find(codes, code);
  if (found != codes.end()) counters_[static_cast<std::size_t>(found - codes.begin())]->add();
}

}  // namespace signet::example
