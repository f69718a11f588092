# What signet::postgres links: libpqxx.
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_CURRENT_LIST_DIR}/..")
find_package(Pqxx 6.4 MODULE QUIET)
list(POP_FRONT CMAKE_MODULE_PATH)
if(NOT TARGET Pqxx::Pqxx)
  set(signet_missing "libpqxx 6.4 or newer (Debian: libpqxx-dev)")
endif()
