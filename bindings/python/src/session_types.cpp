// Conversions of the session classes.
#include "session_types.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace signet::bindings {
namespace {

py::object uuid_type() { return py::module_::import("uuid").attr("UUID"); }

}  // namespace

py::object python_uuid(const Uuid& uuid) {
  const auto& bytes = uuid.bytes();
  return uuid_type()(py::arg("bytes") = py::bytes(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Uuid uuid_of(const py::object& uuid, const char* name) {
  if (!py::isinstance(uuid, uuid_type())) {
    throw py::type_error(std::string{name} + " must be a uuid.UUID, not " + Py_TYPE(uuid.ptr())->tp_name);
  }
  const py::bytes object = uuid.attr("bytes");
  std::array<std::uint8_t, 16> bytes;
  std::ranges::copy(std::string_view{PyBytes_AS_STRING(object.ptr()), bytes.size()}, bytes.begin());
  return Uuid::from_bytes(bytes);
}

py::object outcome(const char* type, const char* value) {
  return py::module_::import("signet.outcomes").attr(type)(value);
}

}  // namespace signet::bindings
