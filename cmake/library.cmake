# signet_library(token REQUIRES ... PRIVATE ...): one component, target signet_<name>, alias signet::<name>.
# The rooms under lib/ add their sources to it with target_sources.
function(signet_library name)
  cmake_parse_arguments(arg "" "" "REQUIRES;PRIVATE" ${ARGN})
  add_library(signet_${name} STATIC)
  add_library(signet::${name} ALIAS signet_${name})
  target_compile_features(signet_${name} PUBLIC cxx_std_20)
  set_target_properties(signet_${name} PROPERTIES EXPORT_NAME ${name} CXX_EXTENSIONS OFF
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
                        POSITION_INDEPENDENT_CODE ON)
  target_include_directories(signet_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                                                   $<INSTALL_INTERFACE:include>
                             PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(signet_${name} PUBLIC ${arg_REQUIRES}
                        PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:signet_build_flags>)
  set_property(GLOBAL APPEND PROPERTY SIGNET_COMPONENTS ${name})
endfunction()
