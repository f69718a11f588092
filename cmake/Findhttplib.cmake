# Finds cpp-httplib under its upstream target name, httplib::httplib: by its CMake package where there is one (0.14
# and later), else by pkg-config. Debian's is a compiled library, which must be used with the flags it was built with.
find_package(httplib CONFIG QUIET)
if(TARGET httplib::httplib)
  set(httplib_FOUND TRUE)
  return()
endif()

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(cpp_httplib QUIET IMPORTED_TARGET cpp-httplib)
endif()
if(TARGET PkgConfig::cpp_httplib)
  add_library(httplib::httplib INTERFACE IMPORTED)
  target_link_libraries(httplib::httplib INTERFACE PkgConfig::cpp_httplib)
  set(httplib_VERSION "${cpp_httplib_VERSION}")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(httplib REQUIRED_VARS cpp_httplib_LIBRARIES VERSION_VAR httplib_VERSION)
