# What signet::sqlite links.
find_package(SQLite3 3.35 QUIET)
if(NOT TARGET SQLite::SQLite3)
  set(signet_missing "SQLite 3.35 or newer (Debian: libsqlite3-dev)")
endif()
