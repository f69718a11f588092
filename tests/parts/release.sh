#!/usr/bin/env bash
# The optimised build that servers, demo and benchmarks use; its programs land in build/release/bin. And what no other
# build chooses: scalar code alone, argon2 by libargon2, bcrypt by libxcrypt.
. "$(dirname "$0")/common.sh"
check "release build" build_preset release
check "no stop points in it" python3 tests/rules/stop_points.py build/release/lib build/release/bin

by_ctest=(jose json token password_vectors account)
build_chosen() {
  cmake --preset dev -B build/chosen -DSIGNET_PORTABLE=ON -DSIGNET_ARGON2_BACKEND=libargon2 \
    -DSIGNET_BCRYPT_BACKEND=libxcrypt -DSIGNET_SQLITE=OFF -DSIGNET_POSTGRES=OFF -DSIGNET_REDIS=OFF -DSIGNET_HTTPLIB=OFF \
    -DSIGNET_BUILD_EXAMPLES=OFF >"$folder/configure_chosen.log" || { cat "$folder/configure_chosen.log" && return 1; }
  cmake --build build/chosen --target test_password "${by_ctest[@]/#/test_}"
}

# The build did what it was told: no kernel in the library, both other libraries in the tests.
is_as_chosen() {
  local symbols libraries name
  symbols=$(nm -C build/chosen/lib/{libsignet_token,password/libsignet_password}.a)
  if grep -E '_(avx2|avx512|neon)\(' <<<"$symbols"; then return 1; fi
  libraries=$(ldd build/chosen/bin/test_password)
  for name in libargon2 libcrypt.so; do
    grep -q "$name" <<<"$libraries" || { echo "$name is not among: $libraries" && return 1; }
  done
}

check "build: scalar alone, libargon2, libxcrypt" build_chosen
check "it is as it was chosen" is_as_chosen
check "password, but for bcrypt's groups, which libxcrypt has not" build/chosen/bin/test_password \
  --test-case-exclude='bcrypt jobs of one cost are computed in groups*'
run_ctest build/chosen -R "^($(IFS='|' && echo "${by_ctest[*]}"))$"
