# signet for vcpkg, built from the checkout that this port lies in; see the README. vcpkg does not see a changed
# checkout by itself: remove and install again. No public release exists yet, so there is no address to download from.
get_filename_component(SOURCE_PATH "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS FEATURE_OPTIONS
  FEATURES
    httplib SIGNET_HTTPLIB
    password SIGNET_PASSWORD
    postgres SIGNET_POSTGRES
    redis SIGNET_REDIS
    session SIGNET_SESSION
    sqlite SIGNET_SQLITE
)
vcpkg_cmake_configure(
  SOURCE_PATH "${SOURCE_PATH}"
  OPTIONS
    ${FEATURE_OPTIONS}
    -DSIGNET_BUILD_EXAMPLES=OFF
    -DSIGNET_BUILD_TESTS=OFF
    -DSIGNET_YESCRYPT=OFF
    "-DSIGNET_INSTALL_CMAKEDIR=share/${PORT}"
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup()
vcpkg_fixup_pkgconfig()

file(REMOVE_RECURSE
  "${CURRENT_PACKAGES_DIR}/debug/include"
  "${CURRENT_PACKAGES_DIR}/debug/share"
  "${CURRENT_PACKAGES_DIR}/share/doc"
)
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
vcpkg_install_copyright(FILE_LIST "${SOURCE_PATH}/LICENSE")
