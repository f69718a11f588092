# signet_redis_test(name SOURCES ... LIBRARIES ...): a test, labelled stores, of signet::redis on servers that it starts itself.
find_program(signet_redis_server redis-server)

function(signet_redis_test name)
  if(TARGET signet::redis AND NOT signet_redis_server)
    message(STATUS "signet: tests of ${name} are left out, there is no redis-server (Debian: redis-server, redis-sentinel)")
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  signet_test(${name} LABEL stores SOURCES ${arg_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/redis_server.cpp
                                           ${PROJECT_SOURCE_DIR}/tests/support/redis_groups.cpp
              LIBRARIES signet::redis signet_redis_internal ${arg_LIBRARIES})
  if(TARGET test_${name})
    # As those of PostgreSQL: see cmake/postgres_testing.cmake.
    set_tests_properties(${name} PROPERTIES FIXTURES_SETUP server_promises TIMEOUT 1200
                         ENVIRONMENT TESTS_OUTCOMES=${PROJECT_BINARY_DIR}/outcomes_stores/${name})
    add_dependencies(signet_store_tests test_${name})
    file(APPEND ${PROJECT_BINARY_DIR}/store_tests "${name}\n")
  endif()
endfunction()
