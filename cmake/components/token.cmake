# What signet::token links; read by our build and by the installed package. Sets signet_missing to what is not there.
find_package(OpenSSL 3.0 QUIET COMPONENTS Crypto)
if(NOT TARGET OpenSSL::Crypto)
  set(signet_missing "OpenSSL 3.0 or newer (Debian: libssl-dev)")
endif()
