// TLS contexts for the listener and the fetcher.
#include "http/httplib/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <utility>

namespace signet::inline v0::detail {
namespace {

// OpenSSL's error queue holds file names and passes from call to call of a thread; ours say enough.
Error failed(Errc code, std::string_view name) {
  ERR_clear_error();
  return fail(code, name);
}

TlsContext new_context(const SSL_METHOD* method) {
  TlsContext context{SSL_CTX_new(method)};
  if (context) SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  return context;
}

// An encrypted key must not stop a server at a prompt.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

Result<TlsContext> server_context(const TlsFiles& files) {
  auto context = new_context(TLS_server_method());
  if (!context) return failed(Errc::internal_error, "tls");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_default_passwd_cb(context.get(), no_passphrase);
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return failed(Errc::source_unavailable, "certificate");
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool mismatch = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    return failed(mismatch ? Errc::key_mismatch : Errc::source_unavailable, "key");
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) return failed(Errc::key_mismatch, "key");
  return context;
}

Result<TlsContext> client_context(const std::string& ca_file) {
  auto context = new_context(TLS_client_method());
  if (!context) return failed(Errc::internal_error, "tls");
  const bool loaded = ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                          : SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) == 1;
  if (!loaded) return failed(Errc::source_unavailable, "ca_file");
  return context;
}

}  // namespace signet::inline v0::detail
