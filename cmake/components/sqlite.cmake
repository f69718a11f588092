# What signet::sqlite links.
find_package(SQLite3 3.37 QUIET)
if(NOT TARGET SQLite::SQLite3)
  set(signet_missing "SQLite 3.37 or newer (Debian: libsqlite3-dev)")
endif()
