# signet-<component>.pc beside each installed component, and signet.pc for the default three. Included by install.cmake.

# What the headers and libraries of a component need of others, and what a static link needs besides.
set(signet_pc_password_requires signet-token)
set(signet_pc_session_requires signet-password)
set(signet_pc_sqlite_requires signet-session)
set(signet_pc_httplib_requires signet-session)
set(signet_pc_signet_requires signet-token signet-password signet-session)

set(signet_pc_token_private "libcrypto >= 3.0")
set(signet_pc_password_private libargon2 libxcrypt)
set(signet_pc_sqlite_private "sqlite3 >= 3.37")
set(signet_pc_httplib_private cpp-httplib "openssl >= 3.0")

set(signet_pc_password_libs_private -pthread)
set(signet_pc_httplib_libs_private -pthread)

# The folder may lie deeper than <prefix>/lib, as Debian's does below /usr.
set(pc_folder ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pc_to_prefix ${pc_folder} ${CMAKE_INSTALL_PREFIX})
string(REGEX REPLACE "/$" "" pc_to_prefix "${pc_to_prefix}")
set(pc_includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
if(IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(pc_includedir ${CMAKE_INSTALL_INCLUDEDIR})
endif()

function(signet_install_pc component pc_name pc_libs)
  set(pc_requires ${signet_pc_${component}_requires})
  list(TRANSFORM pc_requires APPEND " = ${PROJECT_VERSION}")
  list(JOIN pc_requires ", " pc_requires)
  list(JOIN signet_pc_${component}_private ", " pc_requires_private)
  set(pc_libs_private "${signet_pc_${component}_libs_private}")
  set(pc_description "${PROJECT_DESCRIPTION}: signet::${component}")
  set(file ${PROJECT_BINARY_DIR}/pkgconfig/${pc_name}.pc)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/signet.pc.in ${file} @ONLY)
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

# A header-only cpp-httplib may come without a file of its own, which ours would have to name.
find_package(PkgConfig QUIET)
if(PkgConfig_FOUND AND "httplib" IN_LIST components)
  pkg_check_modules(signet_cpp_httplib QUIET cpp-httplib)
endif()
foreach(component IN LISTS components)
  if(component STREQUAL "httplib" AND NOT signet_cpp_httplib_FOUND)
    message(STATUS "signet: no signet-httplib.pc, since pkg-config does not know cpp-httplib")
  else()
    signet_install_pc(${component} signet-${component} "-L\${libdir} -lsignet_${component}")
  endif()
endforeach()
if(TARGET signet_signet)
  signet_install_pc(signet signet "")
endif()
