# signet_library(token REQUIRES ... PRIVATE ...): one component, target signet_<name>, alias signet::<name>.
# The rooms under lib/ add their sources to it with target_sources; cmake/components/<name>.cmake finds what it links.

# A macro, since what it finds belongs to the calling folder.
macro(signet_library name)
  unset(signet_missing)
  include(${PROJECT_SOURCE_DIR}/cmake/components/${name}.cmake OPTIONAL)
  if(signet_missing)
    message(FATAL_ERROR "signet::${name} needs ${signet_missing}")
  endif()
  signet_add_component(${name} ${ARGN})
endmacro()

function(signet_add_component name)
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

# signet::signet: token, password and session in one name, where all three are built. Called after lib/.
function(signet_add_default_target)
  if(TARGET signet_token AND TARGET signet_password AND TARGET signet_session)
    add_library(signet_signet INTERFACE)
    add_library(signet::signet ALIAS signet_signet)
    set_target_properties(signet_signet PROPERTIES EXPORT_NAME signet)
    target_link_libraries(signet_signet INTERFACE signet_token signet_password signet_session)
  endif()
endfunction()
