# Who computes the password hashes. Sets signet_<algorithm>_backend and signet_yescrypt, as components/password.cmake
# knows them, here and installed.

# signet_backend(argon2 "help" NAME...): SIGNET_ARGON2_BACKEND is one of the names, the first one unless told.
function(signet_backend algorithm help)
  string(TOUPPER SIGNET_${algorithm}_BACKEND option)
  list(GET ARGN 0 first)
  set(${option} ${first} CACHE STRING "${help}")
  set_property(CACHE ${option} PROPERTY STRINGS ${ARGN})
  if(NOT ${option} IN_LIST ARGN)
    list(JOIN ARGN ", " names)
    message(FATAL_ERROR "${option} is one of ${names}, not '${${option}}'")
  endif()
  set(signet_${algorithm}_backend ${${option}} PARENT_SCOPE)
endfunction()

signet_backend(argon2 "who computes argon2: signet, libargon2, or openssl (3.2 or newer)" signet libargon2 openssl)
signet_backend(pbkdf2 "who computes PBKDF2: signet or openssl" signet openssl)
signet_backend(bcrypt "who computes bcrypt: signet or libxcrypt" signet libxcrypt)

set(SIGNET_YESCRYPT AUTO CACHE STRING "yescrypt, by libxcrypt: ON, OFF, or AUTO where that is found")
set_property(CACHE SIGNET_YESCRYPT PROPERTY STRINGS AUTO ON OFF)
set(signet_yescrypt ${SIGNET_YESCRYPT})

# For those who must have one provider of cryptography. OpenSSL has neither bcrypt nor yescrypt.
signet_backend(password "signet, or openssl: argon2 and PBKDF2 by OpenSSL, as scrypt is; bcrypt stays signet's own, yescrypt is left out"
               signet openssl)
if(signet_password_backend STREQUAL "openssl")
  if(signet_argon2_backend STREQUAL "libargon2" OR signet_bcrypt_backend STREQUAL "libxcrypt" OR SIGNET_YESCRYPT STREQUAL "ON")
    message(FATAL_ERROR "SIGNET_PASSWORD_BACKEND=openssl goes with neither libargon2, libxcrypt nor yescrypt")
  endif()
  set(signet_argon2_backend openssl)
  set(signet_pbkdf2_backend openssl)
  set(signet_yescrypt OFF)
  message(STATUS "signet: argon2, PBKDF2 and scrypt by OpenSSL; bcrypt, which it has not, by signet; no yescrypt")
elseif(SIGNET_YESCRYPT STREQUAL "AUTO")
  list(PREPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
  find_package(Crypt MODULE QUIET)
  list(POP_FRONT CMAKE_MODULE_PATH)
  set(signet_yescrypt ${Crypt_FOUND})
endif()
