// The policy of flow A and the verifiers that hold it.
#include "common/flow_a_tokens.hpp"

#include "signet/policy/rules.hpp"

namespace signet::example {

Policy flow_a_policy() {
  return rules::issuer(flow_a_issuer) && rules::any_audience({flow_a_audience}) && rules::expires();
}

Start<Verifiers> flow_a_verifiers(const Options& options) {
  auto keys = read_shared_secret(options);
  if (!keys) return keys.stop();
  return Verifiers::build(*std::move(keys), {.algorithms = {Algorithm::HS256}, .policy = flow_a_policy()});
}

}  // namespace signet::example
