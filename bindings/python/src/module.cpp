// signet._core: the extension module behind the Python package `signet`.
#include "inits.hpp"

PYBIND11_MODULE(_core, module) {
  using namespace signet::bindings;
  // Signatures stand in the docstrings, in the form that `inspect` reads.
  py::options options;
  options.disable_function_signatures();

  module.doc() = "The compiled part of signet. Import from `signet`, not from here.";
  module.attr("__version__") = SIGNET_VERSION;
  init_errors(module);
  init_verification_key(module);
  init_signing_key(module);
  init_key_set(module);
  init_leeway(module);
  init_verified_token(module);
  init_policy(module);
  init_rules(module);
  init_verifier(module);
  init_issuer(module);
  init_password_hasher(module);
  init_session_stores(module);
  init_family(module);
  init_refresh_tokens(module);
  init_refresh_sessions(module);
}
