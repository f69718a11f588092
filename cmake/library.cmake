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
  add_library(signet_${name})
  add_library(signet::${name} ALIAS signet_${name})
  target_compile_features(signet_${name} PUBLIC cxx_std_20)
  set_target_properties(signet_${name} PROPERTIES EXPORT_NAME ${name} CXX_EXTENSIONS OFF
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(BUILD_SHARED_LIBS)
    signet_export_namespace(signet_${name})
  elseif(NOT DEFINED CMAKE_POSITION_INDEPENDENT_CODE)
    # So that a consumer's own shared library may take it in.
    set_target_properties(signet_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  target_include_directories(signet_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                             PRIVATE ${PROJECT_SOURCE_DIR}/lib)
  target_link_libraries(signet_${name} PUBLIC ${arg_REQUIRES}
                        PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:signet_build_flags>)
  if(SIGNET_STOP_POINTS)
    target_compile_definitions(signet_${name} PRIVATE SIGNET_STOP_POINTS)
  endif()
  set_property(GLOBAL APPEND PROPERTY SIGNET_COMPONENTS ${name})
endfunction()

# A shared library shows namespace signet and nothing else, by a version script: headers need no export macro.
# While 0.x, each minor version is an ABI of its own.
function(signet_export_namespace target)
  set(script ${PROJECT_SOURCE_DIR}/cmake/exports.map)
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET default VISIBILITY_INLINES_HIDDEN OFF
                        LINK_DEPENDS ${script}
                        VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_link_options(${target} PRIVATE LINKER:--version-script=${script})
  # A program's own run path does not reach what our libraries need of one another.
  if(NOT DEFINED CMAKE_INSTALL_RPATH)
    set_target_properties(${target} PROPERTIES INSTALL_RPATH "$ORIGIN")
  endif()
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
