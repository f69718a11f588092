# signet_test(json SOURCES a_test.cpp ... LIBRARIES signet::token): one doctest program per module, one ctest entry.
# A test whose libraries are not built is left out. Labels: quick, or LABEL; `concurrent` besides, as listed here.
find_package(doctest REQUIRED)
add_library(signet_doctest_main OBJECT ${PROJECT_SOURCE_DIR}/tests/unit/doctest_main.cpp)
target_link_libraries(signet_doctest_main PUBLIC doctest::doctest signet_build_flags)
target_compile_features(signet_doctest_main PUBLIC cxx_std_20)
target_include_directories(signet_doctest_main PRIVATE ${PROJECT_SOURCE_DIR}/tests)

# A test's own code is compiled much and runs little: the presets take optimisation from it, not from the library.
set(SIGNET_TEST_FLAGS "" CACHE STRING "flags for the sources of tests alone")

# What ThreadSanitizer looks at; `signet_concurrent_tests` builds it.
set(SIGNET_CONCURRENT_TESTS password account account_store session_store postgres redis grant http httplib
    httplib_accept jose flows flow_d servers token_threads)
add_custom_target(signet_concurrent_tests)
file(WRITE ${PROJECT_BINARY_DIR}/concurrent_tests "")

# The programs whose test cases tests/rules/proof.py and promises.py read: by a fixture, they run before them.
set(SIGNET_PROVING_TESTS core crypto json jose policy token token_threads vectors flows isolation
    password password_memory account session grant session_store http httplib)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/outcomes)

function(signet_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LIBRARIES" ${ARGN})
  foreach(library IN LISTS arg_LIBRARIES)
    if(library MATCHES "^signet::" AND NOT TARGET ${library})
      message(STATUS "signet: tests of ${name} are left out, ${library} is not built")
      return()
    endif()
  endforeach()
  add_executable(test_${name} ${arg_SOURCES})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/lib)
  target_compile_definitions(test_${name} PRIVATE SIGNET_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             SIGNET_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  target_compile_options(test_${name} PRIVATE ${SIGNET_TEST_FLAGS})
  target_link_libraries(test_${name} PRIVATE signet_doctest_main ${arg_LIBRARIES})
  add_test(NAME ${name} COMMAND test_${name})
  if(NOT arg_LABEL)
    set(arg_LABEL quick)
  endif()
  if(name IN_LIST SIGNET_CONCURRENT_TESTS)
    list(APPEND arg_LABEL concurrent)
    add_dependencies(signet_concurrent_tests test_${name})
    file(APPEND ${PROJECT_BINARY_DIR}/concurrent_tests "${name}\n")
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT 300)
  if(name IN_LIST SIGNET_PROVING_TESTS)
    set_tests_properties(${name} PROPERTIES FIXTURES_SETUP proof
                         ENVIRONMENT TESTS_OUTCOMES=${PROJECT_BINARY_DIR}/outcomes/${name})
  endif()
endfunction()
