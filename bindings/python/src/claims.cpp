// Reading a verified token's claims, and writing those of a new one.
#include "claims.hpp"

#include "raise.hpp"
#include "text.hpp"

namespace signet::bindings {
namespace {

py::object json_module() { return py::module_::import("json"); }

// The scanner has held numbers to the grammar, and json.loads says no more than ValueError for a long one.
py::object parsed(std::string_view json) {
  try {
    return json_module().attr("loads")(str_of(json));
  } catch (py::error_already_set& error) {
    if (!error.matches(PyExc_ValueError)) throw;
  }
  raise(fail(Errc::claim_invalid));
}

py::object object_of(const JsonValue& value) {
  switch (value.type) {
    case JsonType::null:
      return py::none();
    case JsonType::boolean:
      return py::bool_(value.text == "true");
    case JsonType::string:
      return str_of(value.text);
    case JsonType::number:
    case JsonType::array:
    case JsonType::object:
      return parsed(value.text);
  }
  raise(fail(Errc::internal_error));
}

py::object json_text_of(const py::handle& value) {
  return json_module().attr("dumps")(value, py::arg("allow_nan") = false, py::arg("ensure_ascii") = false,
                                     py::arg("separators") = py::make_tuple(",", ":"));
}

}  // namespace

py::str str_of(std::string_view utf8) { return {utf8.data(), utf8.size()}; }

py::dict dict_of(const JsonObject& claims) {
  py::dict dict;
  for (std::size_t i = 0; i < claims.size(); ++i) dict[str_of(claims.name(i))] = object_of(claims.value(i));
  return dict;
}

NewClaims::NewClaims(const py::dict& claims) {
  // A list of its own, since json.dumps may run code of the caller's that changes the dict.
  for (const py::handle item : py::reinterpret_steal<py::list>(PyDict_Items(claims.ptr()))) {
    const py::handle name = PyTuple_GET_ITEM(item.ptr(), 0);
    if (!py::isinstance<py::str>(name)) throw py::type_error("the name of a claim must be str");
    claims_.push_back(claim_of(keep(name), PyTuple_GET_ITEM(item.ptr(), 1)));
  }
}

std::string_view NewClaims::keep(const py::handle& str) {
  const Text text{py::reinterpret_borrow<py::object>(str), "claims", fail(Errc::utf8_invalid, "claims")};
  return texts_.emplace_back(text.view());
}

Claim NewClaims::claim_of(std::string_view name, const py::handle& value) {
  if (PyUnicode_Check(value.ptr()) != 0) return Claim::text(name, keep(value));
  return Claim::json(name, keep(json_text_of(value)));
}

}  // namespace signet::bindings
