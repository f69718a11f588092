// Points in time and durations as Python programs write them.
#pragma once

#include <pybind11/pybind11.h>

#include "signet/core/numeric_date.hpp"

namespace signet::bindings {

namespace py = pybind11;

/// None is the system clock; else seconds since 1970 as int or float, or an aware datetime.
/// Raises TypeError for anything else, ValueError for a naive datetime and what is not finite, OverflowError.
NumericDate date_of(const py::object& now);

/// Seconds as int or float, or a timedelta. `name` stands in the TypeError.
Seconds seconds_of(const py::object& duration, const char* name);

/// An aware datetime in UTC.
py::object datetime_of(NumericDate date);

}  // namespace signet::bindings
