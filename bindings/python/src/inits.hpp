// What each init_*.cpp adds to the module; module.cpp calls them in this order.
#pragma once

#include <pybind11/pybind11.h>

namespace signet::bindings {

namespace py = pybind11;

void init_errors(py::module_& module);
void init_verification_key(py::module_& module);
void init_signing_key(py::module_& module);
void init_key_set(py::module_& module);
void init_leeway(py::module_& module);
void init_verified_token(py::module_& module);
void init_policy(py::module_& module);
void init_rules(py::module_& module);
void init_verifier(py::module_& module);
void init_issuer(py::module_& module);
void init_password_hasher(py::module_& module);
void init_session_stores(py::module_& module);
void init_family(py::module_& module);
void init_refresh_tokens(py::module_& module);
void init_refresh_sessions(py::module_& module);

}  // namespace signet::bindings
