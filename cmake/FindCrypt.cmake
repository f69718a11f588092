# Finds libxcrypt's libcrypt, known by crypt_rn (Debian: libcrypt-dev), and makes the target Crypt::Crypt.
# Conan's target for it comes first.
find_package(libxcrypt CONFIG QUIET)
if(TARGET libxcrypt::libxcrypt)
  if(NOT TARGET Crypt::Crypt)
    add_library(Crypt::Crypt INTERFACE IMPORTED)
    target_link_libraries(Crypt::Crypt INTERFACE libxcrypt::libxcrypt)
  endif()
  set(Crypt_FOUND TRUE)
  return()
endif()

find_path(Crypt_INCLUDE_DIR crypt.h)
find_library(Crypt_LIBRARY crypt)
if(Crypt_INCLUDE_DIR AND Crypt_LIBRARY)
  file(STRINGS "${Crypt_INCLUDE_DIR}/crypt.h" Crypt_RN REGEX "crypt_rn" LIMIT_COUNT 1)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Crypt REQUIRED_VARS Crypt_LIBRARY Crypt_INCLUDE_DIR Crypt_RN
  REASON_FAILURE_MESSAGE "tests, benchmarks, SIGNET_YESCRYPT=ON and SIGNET_BCRYPT_BACKEND=libxcrypt need it, on Debian libcrypt-dev")
mark_as_advanced(Crypt_INCLUDE_DIR Crypt_LIBRARY)
if(Crypt_FOUND AND NOT TARGET Crypt::Crypt)
  add_library(Crypt::Crypt UNKNOWN IMPORTED)
  set_target_properties(Crypt::Crypt PROPERTIES IMPORTED_LOCATION "${Crypt_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${Crypt_INCLUDE_DIR}")
endif()
