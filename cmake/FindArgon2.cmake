# Finds libargon2 (Debian: libargon2-dev) and makes the target Argon2::Argon2. Conan's target for it comes first.
find_package(argon2 CONFIG QUIET)
if(TARGET argon2::argon2)
  if(NOT TARGET Argon2::Argon2)
    add_library(Argon2::Argon2 INTERFACE IMPORTED)
    target_link_libraries(Argon2::Argon2 INTERFACE argon2::argon2)
  endif()
  set(Argon2_FOUND TRUE)
  return()
endif()

find_path(Argon2_INCLUDE_DIR argon2.h)
find_library(Argon2_LIBRARY argon2)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Argon2 REQUIRED_VARS Argon2_LIBRARY Argon2_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "tests, benchmarks and SIGNET_ARGON2_BACKEND=libargon2 need it, on Debian libargon2-dev")
mark_as_advanced(Argon2_INCLUDE_DIR Argon2_LIBRARY)
if(Argon2_FOUND AND NOT TARGET Argon2::Argon2)
  add_library(Argon2::Argon2 UNKNOWN IMPORTED)
  set_target_properties(Argon2::Argon2 PROPERTIES IMPORTED_LOCATION "${Argon2_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${Argon2_INCLUDE_DIR}")
endif()
