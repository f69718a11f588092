// TLS contexts of the listener and of the fetcher: TLS 1.2 or later, nothing else to choose.
#pragma once

#include <string>

#include "http/httplib/wire.hpp"
#include "signet/core/result.hpp"
#include "signet/http/httplib/server.hpp"

namespace signet::inline v0::detail {

/// @error source_unavailable  name "certificate" or "key": the file cannot be read as what it should be
/// @error key_mismatch        name "key"
Result<TlsContext> server_context(const TlsFiles& files);

/// Trusts `ca_file`, or the system's roots when it is empty.
/// @error source_unavailable  name "ca_file"
Result<TlsContext> client_context(const std::string& ca_file);

}  // namespace signet::inline v0::detail
