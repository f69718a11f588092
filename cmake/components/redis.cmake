# What signet::redis links: hiredis.
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}/..")
find_package(Hiredis 0.14 MODULE QUIET)
list(POP_FRONT CMAKE_MODULE_PATH)
if(NOT TARGET Hiredis::Hiredis)
  set(signet_missing "hiredis 0.14 or newer (Debian: libhiredis-dev)")
endif()
