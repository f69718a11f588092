// The table of error codes, in the order of Errc.
#include "signet/core/errc.hpp"

#include <array>
#include <cstddef>

namespace signet::inline v0 {
namespace {

constexpr std::string_view invalid_token = "invalid_token";

// clang-format off
constexpr std::array rows{
    ErrorRow{Errc::token_malformed, "token_malformed", Stage::parse, 401, invalid_token, "The token is not a JWS: three base64url parts joined by dots or, where taken, a JSON object of them."},
    ErrorRow{Errc::token_too_large, "token_too_large", Stage::parse, 401, invalid_token, "The token, its header or its list of signatures is longer than the configured limit."},
    ErrorRow{Errc::token_encrypted, "token_encrypted", Stage::parse, 401, invalid_token, "The token is a JWE; only JWS and JWT are supported."},
    ErrorRow{Errc::base64url_invalid, "base64url_invalid", Stage::parse, 401, invalid_token, "A part is not strict base64url: unpadded, URL alphabet, no spare bits."},
    ErrorRow{Errc::header_malformed, "header_malformed", Stage::parse, 401, invalid_token, "The JOSE header lacks a member it needs or gives one the wrong type."},
    ErrorRow{Errc::crit_unsupported, "crit_unsupported", Stage::parse, 401, invalid_token, "The header marks an extension as critical that is not understood here."},
    ErrorRow{Errc::json_malformed, "json_malformed", Stage::parse, 401, invalid_token, "The text is not JSON as RFC 8259 defines it."},
    ErrorRow{Errc::json_duplicate_member, "json_duplicate_member", Stage::parse, 401, invalid_token, "A JSON object names a member twice."},
    ErrorRow{Errc::json_too_deep, "json_too_deep", Stage::parse, 401, invalid_token, "The JSON text is nested deeper than the configured limit."},
    ErrorRow{Errc::json_too_many_members, "json_too_many_members", Stage::parse, 401, invalid_token, "The JSON text has more members than the configured limit."},
    ErrorRow{Errc::json_too_large, "json_too_large", Stage::parse, 401, invalid_token, "The JSON text is longer than can be scanned."},
    ErrorRow{Errc::json_not_object, "json_not_object", Stage::parse, 401, invalid_token, "The JSON text is not an object."},
    ErrorRow{Errc::utf8_invalid, "utf8_invalid", Stage::parse, 401, invalid_token, "The text is not valid UTF-8."},
    ErrorRow{Errc::uuid_malformed, "uuid_malformed", Stage::parse, 400, {}, "The text is not a UUID of 36 characters."},
    ErrorRow{Errc::option_invalid, "option_invalid", Stage::request, 500, {}, "An option contradicts another or lies outside its range."},
    ErrorRow{Errc::algorithm_unsupported, "algorithm_unsupported", Stage::key, 401, invalid_token, "The algorithm is unknown, or is none."},
    ErrorRow{Errc::algorithm_unavailable, "algorithm_unavailable", Stage::key, 401, invalid_token, "The algorithm is known, but this build or its OpenSSL lacks it."},
    ErrorRow{Errc::algorithm_not_allowed, "algorithm_not_allowed", Stage::key, 401, invalid_token, "The verifier does not list the token's algorithm."},
    ErrorRow{Errc::key_malformed, "key_malformed", Stage::key, 500, {}, "The key text cannot be read as a key of its kind."},
    ErrorRow{Errc::key_unsupported, "key_unsupported", Stage::key, 500, {}, "The key is well formed but of a kind, curve or form that is not supported."},
    ErrorRow{Errc::key_too_weak, "key_too_weak", Stage::key, 500, {}, "The key is smaller than its algorithm demands."},
    ErrorRow{Errc::key_mismatch, "key_mismatch", Stage::key, 401, invalid_token, "The key is not of the algorithm asked for."},
    ErrorRow{Errc::key_is_text, "key_is_text", Stage::key, 500, {}, "An HMAC secret is the text of a PEM, JWK, certificate or SSH key."},
    ErrorRow{Errc::key_use_forbidden, "key_use_forbidden", Stage::key, 401, invalid_token, "The key's use or key_ops forbid this operation."},
    ErrorRow{Errc::key_not_found, "key_not_found", Stage::key, 401, invalid_token, "No key fits the token's algorithm and kid."},
    ErrorRow{Errc::key_ambiguous, "key_ambiguous", Stage::key, 401, invalid_token, "More than one key fits the token."},
    ErrorRow{Errc::key_generation_failed, "key_generation_failed", Stage::key, 500, {}, "The key could not be generated."},
    ErrorRow{Errc::passphrase_missing, "passphrase_missing", Stage::key, 500, {}, "The private key is encrypted, and no passphrase was given."},
    ErrorRow{Errc::passphrase_wrong, "passphrase_wrong", Stage::key, 500, {}, "The passphrase does not open the private key, or OpenSSL lacks its encryption."},
    ErrorRow{Errc::certificate_untimely, "certificate_untimely", Stage::key, 500, {}, "The certificate is expired, or not yet valid."},
    ErrorRow{Errc::keys_unavailable, "keys_unavailable", Stage::source, 503, {}, "The verification keys have not been loaded yet."},
    ErrorRow{Errc::signature_invalid, "signature_invalid", Stage::signature, 401, invalid_token, "The signature does not match the token."},
    ErrorRow{Errc::signing_failed, "signing_failed", Stage::signature, 500, {}, "The token could not be signed."},
    ErrorRow{Errc::token_expired, "token_expired", Stage::claims, 401, invalid_token, "The token's expiry time has been reached."},
    ErrorRow{Errc::token_not_yet_valid, "token_not_yet_valid", Stage::claims, 401, invalid_token, "The token is not valid yet."},
    ErrorRow{Errc::token_issued_in_future, "token_issued_in_future", Stage::claims, 401, invalid_token, "The token says it was issued in the future."},
    ErrorRow{Errc::token_too_old, "token_too_old", Stage::claims, 401, invalid_token, "The token was issued longer ago than allowed."},
    ErrorRow{Errc::typ_mismatch, "typ_mismatch", Stage::claims, 401, invalid_token, "The token is of another type (typ) than expected."},
    ErrorRow{Errc::claim_missing, "claim_missing", Stage::claims, 401, invalid_token, "A claim that the policy reads is absent."},
    ErrorRow{Errc::claim_mismatch, "claim_mismatch", Stage::claims, 401, invalid_token, "A claim has another value than the policy demands."},
    ErrorRow{Errc::claim_invalid, "claim_invalid", Stage::claims, 401, invalid_token, "A claim has the wrong type or lies outside its range."},
    ErrorRow{Errc::claim_forbidden, "claim_forbidden", Stage::claims, 401, invalid_token, "A claim has a value that the policy forbids."},
    ErrorRow{Errc::no_alternative, "no_alternative", Stage::claims, 401, invalid_token, "Each alternative of the policy failed, for different reasons."},
    ErrorRow{Errc::insufficient_scope, "insufficient_scope", Stage::claims, 403, "insufficient_scope", "The token lacks a scope that is needed here."},
    ErrorRow{Errc::custom_rule_failed, "custom_rule_failed", Stage::claims, 401, invalid_token, "A custom rule of the policy did not accept the token."},
    ErrorRow{Errc::random_unavailable, "random_unavailable", Stage::source, 503, {}, "The random generator gave no bytes."},
    ErrorRow{Errc::source_unavailable, "source_unavailable", Stage::source, 503, {}, "A file or address that is needed could not be read."},
    ErrorRow{Errc::address_in_use, "address_in_use", Stage::source, 500, {}, "Another program listens on this address and port."},
    ErrorRow{Errc::store_unavailable, "store_unavailable", Stage::store, 503, {}, "The database did not answer in time; the call may be repeated."},
    ErrorRow{Errc::store_schema_mismatch, "store_schema_mismatch", Stage::store, 500, {}, "The database file belongs to another program, realm or version."},
    ErrorRow{Errc::store_unsupported, "store_unsupported", Stage::store, 500, {}, "This store cannot do what was asked."},
    ErrorRow{Errc::account_exists, "account_exists", Stage::store, 409, {}, "An account of this name exists."},
    ErrorRow{Errc::account_changed, "account_changed", Stage::store, 409, {}, "The account changed since it was read."},
    ErrorRow{Errc::hash_malformed, "hash_malformed", Stage::hash, 500, {}, "The stored password hash cannot be read."},
    ErrorRow{Errc::hash_unsupported, "hash_unsupported", Stage::hash, 500, {}, "The stored password hash is of a kind that is not supported."},
    ErrorRow{Errc::hash_too_expensive, "hash_too_expensive", Stage::hash, 500, {}, "The hash parameters exceed the configured ceiling."},
    ErrorRow{Errc::hash_failed, "hash_failed", Stage::hash, 500, {}, "The password could not be hashed, for want of memory."},
    ErrorRow{Errc::password_too_long, "password_too_long", Stage::hash, 422, {}, "The password is longer than its hash takes in whole."},
    ErrorRow{Errc::password_too_short, "password_too_short", Stage::hash, 422, {}, "The password is shorter than required."},
    ErrorRow{Errc::overloaded, "overloaded", Stage::hash, 503, {}, "Too much work is waiting; try again after the time given."},
    ErrorRow{Errc::password_unsupported, "password_unsupported", Stage::hash, 422, {}, "The password has a byte that its hash cannot take: bcrypt takes no NUL."},
    ErrorRow{Errc::throttled, "throttled", Stage::request, 429, {}, "Too many failed attempts; try again after the time given."},
    ErrorRow{Errc::request_malformed, "request_malformed", Stage::request, 400, {}, "The request cannot be understood."},
    ErrorRow{Errc::request_too_large, "request_too_large", Stage::request, 413, {}, "The request body is longer than allowed."},
    ErrorRow{Errc::header_fields_too_large, "header_fields_too_large", Stage::request, 431, {}, "The request header is longer than allowed."},
    ErrorRow{Errc::member_unknown, "member_unknown", Stage::request, 422, {}, "The request has a member that is not known here."},
    ErrorRow{Errc::member_invalid, "member_invalid", Stage::request, 422, {}, "A member of the request is missing or has a value that is not allowed."},
    ErrorRow{Errc::email_invalid, "email_invalid", Stage::request, 422, {}, "The e-mail address is not one that is accepted here."},
    ErrorRow{Errc::email_taken, "email_taken", Stage::request, 409, {}, "An account with this e-mail address exists."},
    ErrorRow{Errc::credentials_invalid, "credentials_invalid", Stage::request, 401, {}, "The name or the password is wrong."},
    ErrorRow{Errc::authorization_missing, "authorization_missing", Stage::request, 401, {}, "The request carries no bearer token."},
    ErrorRow{Errc::authorization_malformed, "authorization_malformed", Stage::request, 400, "invalid_request", "The Authorization header is not one bearer token."},
    ErrorRow{Errc::forbidden, "forbidden", Stage::request, 403, {}, "The caller may not do this."},
    ErrorRow{Errc::not_found, "not_found", Stage::request, 404, {}, "There is nothing at this address."},
    ErrorRow{Errc::method_not_allowed, "method_not_allowed", Stage::request, 405, {}, "The address does not take this method."},
    ErrorRow{Errc::internal_error, "internal_error", Stage::request, 500, {}, "Something failed here that is no fault of the request."},
    ErrorRow{Errc::media_type_unsupported, "media_type_unsupported", Stage::request, 415, {}, "The request body is of a Content-Type that is not taken here."},
    ErrorRow{Errc::request_timeout, "request_timeout", Stage::request, 408, {}, "The request did not arrive whole in time."},
    ErrorRow{Errc::not_implemented, "not_implemented", Stage::request, 501, {}, "The request uses a method or transfer coding that is not supported."},
    ErrorRow{Errc::session_exists, "session_exists", Stage::store, 500, {}, "A session of this identifier exists."},
    ErrorRow{Errc::refresh_token_invalid, "refresh_token_invalid", Stage::request, 400, {}, "The refresh token was not issued here, or its session has ended."},
    ErrorRow{Errc::session_ended, "session_ended", Stage::claims, 401, invalid_token, "The session of this token has ended, or goes on with newer tokens."},
    ErrorRow{Errc::token_revoked, "token_revoked", Stage::claims, 401, invalid_token, "The token was revoked before it expired."},
    ErrorRow{Errc::deny_list_full, "deny_list_full", Stage::store, 503, {}, "The deny list is full; nothing was added to it."},
    ErrorRow{Errc::accounts_full, "accounts_full", Stage::store, 503, {}, "There are as many accounts as may be registered here."},
    ErrorRow{Errc::revoke_unconfirmed, "revoke_unconfirmed", Stage::store, 503, {}, "The session is ended, but too few replicas have confirmed it in time; the call is to be repeated."},
};
// clang-format on

static_assert(
    [] {
      std::size_t index = 0;
      for (const ErrorRow& row : rows) {
        if (static_cast<std::size_t>(row.code) != index++) return false;
      }
      return true;
    }(),
    "the rows follow the order of Errc");

constexpr std::array<std::string_view, 8> stage_names{"parse",  "key",   "signature", "claims",
                                                      "source", "store", "hash",      "request"};
static_assert(stage_names.size() == static_cast<std::size_t>(Stage::request) + 1);

}  // namespace

constinit const std::span<const ErrorRow> error_rows{rows};

const ErrorRow& row_of(Errc code) noexcept { return rows[static_cast<std::size_t>(code)]; }

std::string_view to_string(Errc code) noexcept { return row_of(code).name; }

std::string_view to_string(Stage stage) noexcept { return stage_names[static_cast<std::size_t>(stage)]; }

}  // namespace signet::inline v0
