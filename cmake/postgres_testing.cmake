# signet_postgres_test(name SOURCES ... LIBRARIES ...): a test, labelled stores, of signet::postgres on a server of the build's own.
file(GLOB signet_postgres_programs /usr/lib/postgresql/*/bin/initdb)

# The data lies in memory where there is such a folder: what the tests kill are processes, not the machine.
string(MD5 signet_postgres_folder "${PROJECT_BINARY_DIR}")
if(IS_DIRECTORY /dev/shm)
  set(signet_postgres_folder /dev/shm/signet-postgres-${signet_postgres_folder})
else()
  set(signet_postgres_folder /tmp/signet-postgres-${signet_postgres_folder})
endif()

# What tests/parts/stores.sh builds.
add_custom_target(signet_store_tests)
file(WRITE ${PROJECT_BINARY_DIR}/store_tests "")

if(TARGET signet::postgres AND signet_postgres_programs)
  set(script ${PROJECT_SOURCE_DIR}/tests/support/postgres.sh)
  add_test(NAME postgres_start COMMAND ${script} start ${signet_postgres_folder})
  add_test(NAME postgres_stop COMMAND ${script} stop ${signet_postgres_folder})
  set_tests_properties(postgres_start PROPERTIES LABELS stores FIXTURES_SETUP postgres)
  set_tests_properties(postgres_stop PROPERTIES LABELS stores FIXTURES_CLEANUP postgres)
endif()

function(signet_postgres_test name)
  if(TARGET signet::postgres AND NOT signet_postgres_programs)
    message(STATUS "signet: tests of ${name} are left out, there is no PostgreSQL (Debian: postgresql)")
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  signet_test(${name} LABEL stores SOURCES ${arg_SOURCES}
              LIBRARIES signet::postgres signet_postgres_internal ${arg_LIBRARIES})
  if(TARGET test_${name})
    set_tests_properties(${name} PROPERTIES FIXTURES_REQUIRED postgres RESOURCE_LOCK postgres TIMEOUT 1200
                         ENVIRONMENT TESTS_POSTGRES=${signet_postgres_folder})
    add_dependencies(signet_store_tests test_${name})
    file(APPEND ${PROJECT_BINARY_DIR}/store_tests "${name}\n")
  endif()
endfunction()
