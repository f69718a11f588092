# signet_test(json SOURCES a_test.cpp ... LIBRARIES signet::token): one doctest program per module, one ctest entry.
find_package(doctest REQUIRED)
add_library(signet_doctest_main OBJECT ${PROJECT_SOURCE_DIR}/tests/unit/doctest_main.cpp)
target_link_libraries(signet_doctest_main PUBLIC doctest::doctest signet_build_flags)
target_compile_features(signet_doctest_main PUBLIC cxx_std_20)

function(signet_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(test_${name} ${arg_SOURCES})
  target_include_directories(test_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/lib)
  target_compile_definitions(test_${name} PRIVATE SIGNET_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             SIGNET_BIN_DIR="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}")
  target_link_libraries(test_${name} PRIVATE signet_doctest_main ${arg_LIBRARIES})
  add_test(NAME ${name} COMMAND test_${name})
  if(NOT arg_LABEL)
    set(arg_LABEL quick)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 300)
endfunction()
