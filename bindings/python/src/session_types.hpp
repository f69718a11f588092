// What the session classes share: stores that outlive their users, ids as uuid.UUID, outcomes as enums.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "signet/core/uuid.hpp"
#include "signet/session/session_store.hpp"

namespace signet::bindings {

namespace py = pybind11;

using SharedStore = std::shared_ptr<SessionStore>;

py::object python_uuid(const Uuid& uuid);
/// Raises TypeError, with `name`, for anything but a uuid.UUID.
Uuid uuid_of(const py::object& uuid, const char* name);

/// The member of this value of an enum in signet.outcomes.
py::object outcome(const char* type, const char* value);

/// Defines a __bool__ that raises: an outcome in an `if` would be true whatever it is.
template <class Class>
void no_truth(Class& type) {
  type.def("__bool__", [](const typename Class::type&) -> bool {
    throw py::type_error("an outcome is neither true nor false; compare it");
  });
}

}  // namespace signet::bindings
