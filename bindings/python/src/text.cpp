// Reading str, bytes and buffers.
#include "text.hpp"

#include <memory>
#include <string>
#include <utility>

#include "raise.hpp"

namespace signet::bindings {

Text::Text(py::object argument, const char* name, const Error& unreadable) : owner_(std::move(argument)) {
  PyObject* const object = owner_.ptr();
  if (PyUnicode_Check(object) != 0) {
    view_str(unreadable);
  } else if (PyBytes_Check(object) != 0) {
    view_ = {PyBytes_AS_STRING(object), static_cast<std::size_t>(PyBytes_GET_SIZE(object))};
  } else if (PyObject_CheckBuffer(object) != 0) {
    copy_buffer();
  } else {
    throw py::type_error(std::string{name} + " must be str, bytes or a contiguous buffer, not " +
                         Py_TYPE(object)->tp_name);
  }
}

void Text::view_str(const Error& unreadable) {
  py::ssize_t size = 0;
  const char* const text = PyUnicode_AsUTF8AndSize(owner_.ptr(), &size);
  if (text == nullptr) {
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) throw py::error_already_set();
    PyErr_Clear();
    raise(unreadable);
  }
  view_ = {text, static_cast<std::size_t>(size)};
}

void Text::copy_buffer() {
  Py_buffer buffer;
  if (PyObject_GetBuffer(owner_.ptr(), &buffer, PyBUF_SIMPLE) != 0) throw py::error_already_set();
  const std::unique_ptr<Py_buffer, decltype(&PyBuffer_Release)> release{&buffer, &PyBuffer_Release};
  copy_ = SecretBytes::copy_of(
      std::string_view{static_cast<const char*>(buffer.buf), static_cast<std::size_t>(buffer.len)});
  view_ = copy_.expose_text();
}

}  // namespace signet::bindings
