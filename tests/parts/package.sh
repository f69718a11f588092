#!/usr/bin/env bash
# Installs signet and consumes it, static and shared, by find_package, add_subdirectory, FetchContent and pkg-config,
# and through Conan and vcpkg; each builds and runs a program.
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/consumer.sh"
. "$(dirname "$0")/package_links.sh"
. "$(dirname "$0")/package_conan.sh"
. "$(dirname "$0")/package_vcpkg.sh"
components=(token password session sqlite postgres redis httplib signet)

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

check "pkg-config, token alone" by_pkg_config "$work/token-prefix" token --static
check "no .pc of a component that was not built" pc_files_are "$work/token-prefix" signet-token

check "install all components" install_signet all
for component in "${components[@]}"; do
  check "find_package, $component" consume find_package -Dsignet_ROOT="$work/all-prefix" -DCOMPONENT="$component"
  check "pkg-config, $component" by_pkg_config "$work/all-prefix" "$component" --static
done
check "a .pc of each component" pc_files_are "$work/all-prefix" signet signet-{token,password,session,sqlite,postgres,redis,httplib}
check "no build path is left in the package" no_build_path

# Debian's lib folder, one level deeper.
check "install token, multi-arch" install_token -DCMAKE_INSTALL_LIBDIR="lib/$(g++ -dumpmachine)"
check "find_package, multi-arch" consume find_package "${token[@]}" "${only_openssl[@]}"
check "pkg-config, multi-arch" by_pkg_config "$work/token-prefix" token --static

# What a static library of others would bring into each of ours.
echo 'int foreign() { return 1; }' | g++ -x c++ -fPIC -c - -o "$work/foreign.o"
check "install all components, shared" install_signet shared -DBUILD_SHARED_LIBS=ON -DSIGNET_WARNINGS_AS_ERRORS=ON \
  -DCMAKE_SHARED_LINKER_FLAGS="-Wl,--no-undefined $work/foreign.o"
nothing_else=("${only_openssl[@]}" -DCMAKE_DISABLE_FIND_PACKAGE_OpenSSL=ON)
for component in "${components[@]}"; do
  check "find_package, shared $component, nothing else found" consume find_package \
    -Dsignet_ROOT="$work/shared-prefix" -DCOMPONENT="$component" "${nothing_else[@]}"
done
check "pkg-config, shared" by_pkg_config "$work/shared-prefix" signet
check "shared libraries show namespace signet alone" only_signet_exported "$work/shared-prefix"
check "the soname is major and minor" soname_is_minor "$work/shared-prefix"

check_vcpkg
if get_conan; then
  check_conan
else
  record skipped 0 "Conan" "PyPI gave no conan $conan_version"
fi
