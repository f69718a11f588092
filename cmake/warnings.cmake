# Warnings and sanitizers of our own targets; never exported to a consumer.
add_library(signet_build_flags INTERFACE)
target_compile_options(signet_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Wnon-virtual-dtor
  -Woverloaded-virtual -Wformat=2 -Wimplicit-fallthrough
  # g++ 12 at -O3 warns of std::string's own insides (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${SIGNET_WARNINGS_AS_ERRORS}>:-Werror>)
if(SIGNET_SANITIZE)
  target_compile_options(signet_build_flags INTERFACE -fsanitize=${SIGNET_SANITIZE} -fno-omit-frame-pointer
                         -fno-sanitize-recover=all)
  target_link_options(signet_build_flags INTERFACE -fsanitize=${SIGNET_SANITIZE})
endif()
