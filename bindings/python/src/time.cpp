// Conversions between datetime, timedelta, numbers and the library's times, exact to the microsecond.
#include "time.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "signet/core/chrono.hpp"

namespace signet::bindings {
namespace {

py::object of_datetime(const char* name) { return py::module_::import("datetime").attr(name); }

py::object epoch() {
  return of_datetime("datetime")(1970, 1, 1, py::arg("tzinfo") = of_datetime("timezone").attr("utc"));
}

std::int64_t integer_of(const py::object& number) {
  const long long value = PyLong_AsLongLong(number.ptr());
  if (value == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
  return value;
}

std::int64_t microseconds_of(const py::object& timedelta) {
  return integer_of(timedelta.attr("__floordiv__")(of_datetime("timedelta")(0, 0, 1)));
}

[[noreturn]] void raise_overflow(const char* message) {
  PyErr_SetString(PyExc_OverflowError, message);
  throw py::error_already_set();
}

std::int64_t microseconds_of(double seconds) {
  if (!std::isfinite(seconds)) throw py::value_error("a time must be finite");
  constexpr double most = 9.2e12;  // seconds; microseconds of more leave 64 bits
  if (std::fabs(seconds) > most) raise_overflow("a time is out of range");
  return std::llround(seconds * 1e6);
}

std::int64_t whole_seconds_of(const py::object& number) {
  const std::int64_t seconds = integer_of(number);
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  if (seconds > most || seconds < -most) raise_overflow("a time is out of range");
  return seconds * 1'000'000;
}

// bool is an int to Python, and a mistake here.
bool is_integer(const py::object& number) {
  return PyLong_Check(number.ptr()) != 0 && PyBool_Check(number.ptr()) == 0;
}

}  // namespace

NumericDate date_of(const py::object& now) {
  if (now.is_none()) return signet::now();
  if (is_integer(now)) return NumericDate::from_microseconds(whole_seconds_of(now));
  if (PyFloat_Check(now.ptr()) != 0) {
    return NumericDate::from_microseconds(microseconds_of(PyFloat_AS_DOUBLE(now.ptr())));
  }
  if (!py::isinstance(now, of_datetime("datetime"))) {
    throw py::type_error(std::string{"now must be None, int, float or datetime, not "} +
                         Py_TYPE(now.ptr())->tp_name);
  }
  if (now.attr("utcoffset")().is_none())
    throw py::value_error("now is a naive datetime; give it a time zone");
  return NumericDate::from_microseconds(microseconds_of(now.attr("__sub__")(epoch())));
}

Seconds seconds_of(const py::object& duration, const char* name) {
  if (is_integer(duration)) return Seconds::of_microseconds(whole_seconds_of(duration));
  if (PyFloat_Check(duration.ptr()) != 0) {
    return Seconds::of_microseconds(microseconds_of(PyFloat_AS_DOUBLE(duration.ptr())));
  }
  if (py::isinstance(duration, of_datetime("timedelta")))
    return Seconds::of_microseconds(microseconds_of(duration));
  throw py::type_error(std::string{name} + " must be seconds or a timedelta, not " +
                       Py_TYPE(duration.ptr())->tp_name);
}

py::object datetime_of(NumericDate date) {
  return epoch().attr("__add__")(of_datetime("timedelta")(0, 0, date.microseconds()));
}

}  // namespace signet::bindings
