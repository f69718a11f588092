// The three policy types as Python's class hierarchy: a Rule is a ClaimPolicy is a Policy.
#pragma once

#include "signet/policy/policy.hpp"

namespace signet::bindings {

/// In C++ a ClaimPolicy converts to a Policy; in Python it derives from it, and adds `~`.
struct PyPolicy {
  Policy policy;
};

struct PyClaimPolicy : PyPolicy {
  explicit PyClaimPolicy(ClaimPolicy made) : PyPolicy{made}, claims{std::move(made)} {}
  ClaimPolicy claims;
};

struct PyRule : PyClaimPolicy {
  explicit PyRule(Rule made) : PyClaimPolicy{made}, rule{std::move(made)} {}
  Rule rule;
};

}  // namespace signet::bindings
