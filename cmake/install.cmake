# Installation: headers and library of each component that was built, and the package configuration. A build with stop
# points is for tests and is not installed.
if(NOT SIGNET_INSTALL OR SIGNET_STOP_POINTS)
  return()
endif()
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# The public headers of each component: rooms of include/signet, or single files.
set(signet_headers_token core crypto json jose policy token)
set(signet_headers_password password)
set(signet_headers_session session account grant http store/memory_account_store.hpp
                           store/memory_session_store.hpp)
set(signet_headers_sqlite store/sqlite_account_store.hpp store/sqlite_session_store.hpp
    store/sqlite_store_options.hpp)
set(signet_headers_postgres store/postgres_account_store.hpp store/postgres_database.hpp
    store/postgres_deny_store.hpp store/postgres_options.hpp store/postgres_session_store.hpp)
set(signet_headers_redis store/redis_database.hpp store/redis_deny_store.hpp store/redis_options.hpp
    store/redis_session_store.hpp)
set(signet_headers_httplib http/httplib)

# The find modules of our own that cmake/components/<component>.cmake uses.
set(signet_modules_password "")
if(signet_argon2_backend STREQUAL "libargon2")
  list(APPEND signet_modules_password cmake/FindArgon2.cmake)
endif()
if(signet_yescrypt OR signet_bcrypt_backend STREQUAL "libxcrypt")
  list(APPEND signet_modules_password cmake/FindCrypt.cmake)
endif()
set(signet_modules_postgres cmake/FindPqxx.cmake)
set(signet_modules_redis cmake/FindHiredis.cmake)
set(signet_modules_httplib cmake/Findhttplib.cmake)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/signet)
if(SIGNET_INSTALL_CMAKEDIR)
  set(package_folder ${SIGNET_INSTALL_CMAKEDIR})
endif()
get_property(components GLOBAL PROPERTY SIGNET_COMPONENTS)
foreach(component IN LISTS components)
  install(TARGETS signet_${component} EXPORT signet_${component} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT signet_${component} FILE signet-${component}-targets.cmake NAMESPACE signet::
          DESTINATION ${package_folder})
  # Who links a shared library need not find what is behind it.
  if(NOT BUILD_SHARED_LIBS AND EXISTS ${PROJECT_SOURCE_DIR}/cmake/components/${component}.cmake)
    install(FILES cmake/components/${component}.cmake DESTINATION ${package_folder}/components)
  endif()
  if(NOT BUILD_SHARED_LIBS AND signet_modules_${component})
    install(FILES ${signet_modules_${component}} DESTINATION ${package_folder})
  endif()
  foreach(entry IN LISTS signet_headers_${component})
    get_filename_component(parent ${entry} DIRECTORY)
    set(target ${CMAKE_INSTALL_INCLUDEDIR}/signet/${parent})
    if(entry MATCHES "[.]hpp$")
      install(FILES include/signet/${entry} DESTINATION ${target})
    elseif(component STREQUAL "httplib")
      install(DIRECTORY include/signet/${entry} DESTINATION ${target})
    elseif(EXISTS ${PROJECT_SOURCE_DIR}/include/signet/${entry})
      install(DIRECTORY include/signet/${entry} DESTINATION ${target} PATTERN httplib EXCLUDE)
    endif()
  endforeach()
endforeach()
if(TARGET signet_signet)
  install(TARGETS signet_signet EXPORT signet_signet)
  install(EXPORT signet_signet FILE signet-signet-targets.cmake NAMESPACE signet:: DESTINATION ${package_folder})
endif()

set(SIGNET_BUILT ${components})
configure_package_config_file(cmake/signet-config.cmake.in ${PROJECT_BINARY_DIR}/signet-config.cmake
                              INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/signet-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/signet-config.cmake ${PROJECT_BINARY_DIR}/signet-config-version.cmake
        DESTINATION ${package_folder})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
include(cmake/pkgconfig.cmake)
