// The exception class of each code: by the code where a caller would want it apart, else by its stage.
#include "raise.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace signet::bindings {
namespace {

struct Special {
  Errc code;
  const char* type;
};
constexpr std::array specials{
    Special{Errc::token_expired, "ExpiredTokenError"},
    Special{Errc::token_not_yet_valid, "ImmatureTokenError"},
    Special{Errc::token_issued_in_future, "ImmatureTokenError"},
    Special{Errc::claim_missing, "MissingClaimError"},
    Special{Errc::insufficient_scope, "InsufficientScopeError"},
    Special{Errc::hash_malformed, "StoredHashError"},
    Special{Errc::hash_unsupported, "StoredHashError"},
    Special{Errc::hash_too_expensive, "StoredHashError"},
    Special{Errc::option_invalid, "OptionError"},
    Special{Errc::refresh_token_invalid, "RefreshTokenError"},
};

// In the order of Stage.
constexpr std::array of_stage{"MalformedTokenError", "TokenKeyError", "SignatureError", "ClaimError",
                              "SourceError",         "StoreError",    "PasswordError",  "RequestError"};
static_assert(of_stage.size() == static_cast<std::size_t>(Stage::request) + 1, "each stage has its class");

py::object text_or_none(std::string_view text) {
  if (text.empty()) return py::none();
  // A name is cut at 24 bytes, perhaps inside a character.
  return py::reinterpret_steal<py::object>(
      PyUnicode_DecodeUTF8(text.data(), static_cast<py::ssize_t>(text.size()), "replace"));
}

py::object number_or_none(const std::optional<std::uint32_t>& number) {
  return number ? py::object{py::int_{*number}} : py::none();
}

}  // namespace

const char* exception_type(Errc code) noexcept {
  const auto* const special = std::ranges::find(specials, code, &Special::code);
  return special != specials.end() ? special->type : of_stage[static_cast<std::size_t>(row_of(code).stage)];
}

py::object exception_of(const Error& error) {
  const py::object type = py::module_::import("signet.errors").attr(exception_type(error.code()));
  return type(to_string(error.code()), to_string(error.stage()), error.sentence(), text_or_none(error.name()),
              number_or_none(error.retry_after()), number_or_none(error.position()));
}

void raise(const Error& error) {
  const py::object exception = exception_of(error);
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  throw py::error_already_set();
}

}  // namespace signet::bindings
