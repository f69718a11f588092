// The operations of `signet batch`. Each reads its members of the request and writes those of the answer.
#pragma once

#include <string_view>

#include "batch_request.hpp"
#include "signet/json/writer.hpp"

namespace signet_cli {

/// What the operations below have in common: each throws a Refusal, and what it wrote is then thrown away.
using BatchOp = void (*)(const Request& request, signet::JsonWriter& answer);

void batch_verify(const Request& request, signet::JsonWriter& answer);
void batch_verify_jws(const Request& request, signet::JsonWriter& answer);
void batch_sign(const Request& request, signet::JsonWriter& answer);
void batch_jwk_import(const Request& request, signet::JsonWriter& answer);
void batch_jwks_import(const Request& request, signet::JsonWriter& answer);
void batch_jwk_thumbprint(const Request& request, signet::JsonWriter& answer);
void batch_b64u_decode(const Request& request, signet::JsonWriter& answer);
void batch_json_scan(const Request& request, signet::JsonWriter& answer);
void batch_hash(const Request& request, signet::JsonWriter& answer);
void batch_check(const Request& request, signet::JsonWriter& answer);
void batch_needs_rehash(const Request& request, signet::JsonWriter& answer);

}  // namespace signet_cli
