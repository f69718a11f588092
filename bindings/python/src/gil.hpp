// Releasing the GIL around work that takes longer than handing it over.
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <utility>

#include "signet/jose/algorithm.hpp"

namespace signet::bindings {

/// An HMAC takes less time than releasing the GIL and having it back; an asymmetric signature takes more.
constexpr bool worth_releasing(Algorithm algorithm) noexcept {
  return spec_of(algorithm).key_type != KeyType::oct;
}

/// `work` touches no Python object.
template <class Work>
auto without_gil(Work&& work) {
  const pybind11::gil_scoped_release released;
  return std::forward<Work>(work)();
}

template <class Work>
auto without_gil_if(bool worth, Work&& work) {
  std::optional<pybind11::gil_scoped_release> released;
  if (worth) released.emplace();
  return std::forward<Work>(work)();
}

}  // namespace signet::bindings
