# What signet::session links besides signet::password: nlohmann/json, in its sources only.
find_package(nlohmann_json 3.11 QUIET)
if(NOT TARGET nlohmann_json::nlohmann_json)
  set(signet_missing "nlohmann/json 3.11 or newer (Debian: nlohmann-json3-dev)")
endif()
