#!/usr/bin/env bash
# Installs signet and consumes it by find_package, add_subdirectory and FetchContent; each builds and runs a program.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/consumer.sh"

# grep's exit code 1: looked at everything, found nothing.
no_build_path() {
  local code=0
  grep -rlE "$PWD/(build|lib|cmake)/" "$work/all-prefix" || code=$?
  [ "$code" -eq 1 ]
}

check "install token with OpenSSL alone" install_token
token=(-Dsignet_ROOT="$work/token-prefix")
check "find_package, token, OpenSSL alone" consume find_package "${token[@]}" "${only_openssl[@]}"
check "add_subdirectory" consume subdirectory -DSIGNET_SOURCE="$PWD" "${only_openssl[@]}"
check "FetchContent" consume fetch_content -DFETCHCONTENT_SOURCE_DIR_SIGNET="$PWD" "${only_openssl[@]}"
check "a component that was not built is named" refused "component sqlite: this signet was built without password" \
  "${token[@]}" -DCOMPONENT=sqlite
check "an unknown component is named" refused "component jwt: there is no component of this name" \
  "${token[@]}" -DCOMPONENT=jwt
check "a missing dependency is named" refused "signet::token needs OpenSSL 3.0 or newer (Debian: libssl-dev)" \
  "${token[@]}" -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON

check "install all components" install_signet all
all=(-Dsignet_ROOT="$work/all-prefix")
for targets in "$work"/all-prefix/lib*/cmake/signet/signet-*-targets.cmake \
  "$work"/all-prefix/lib*/*/cmake/signet/signet-*-targets.cmake; do
  [ -f "$targets" ] || continue
  component=$(basename "$targets" -targets.cmake)
  check "find_package, ${component#signet-}" consume find_package "${all[@]}" -DCOMPONENT="${component#signet-}"
done
check "no build path is left in the package" no_build_path
