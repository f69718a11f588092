// The one table of error codes: what each means, where it arises, and how HTTP and RFC 6750 say it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace signet::inline v0 {

/// The step at which something failed. Stages run in this order for a token.
enum class Stage : std::uint8_t { parse, key, signature, claims, source, store, hash, request };

/// Stable error codes. Their names (`to_string`) are part of semantic versioning and are never reused.
/// Meaning, HTTP status and RFC 6750 error of each: `error_rows` (lib/core/errc.cpp), rendered into
/// lib/ERRORS.md.
enum class Errc : std::uint16_t {
  token_malformed,
  token_too_large,
  token_encrypted,
  base64url_invalid,
  header_malformed,
  crit_unsupported,
  json_malformed,
  json_duplicate_member,
  json_too_deep,
  json_too_many_members,
  json_too_large,
  json_not_object,
  utf8_invalid,
  uuid_malformed,
  option_invalid,
  algorithm_unsupported,
  algorithm_unavailable,
  algorithm_not_allowed,
  key_malformed,
  key_unsupported,
  key_too_weak,
  key_mismatch,
  key_is_text,
  key_use_forbidden,
  key_not_found,
  key_ambiguous,
  key_generation_failed,
  passphrase_missing,
  passphrase_wrong,
  certificate_untimely,
  keys_unavailable,
  signature_invalid,
  signing_failed,
  token_expired,
  token_not_yet_valid,
  token_issued_in_future,
  token_too_old,
  typ_mismatch,
  claim_missing,
  claim_mismatch,
  claim_invalid,
  claim_forbidden,
  no_alternative,
  insufficient_scope,
  custom_rule_failed,
  random_unavailable,
  source_unavailable,
  address_in_use,
  store_unavailable,
  store_schema_mismatch,
  store_unsupported,
  account_exists,
  account_changed,
  hash_malformed,
  hash_unsupported,
  hash_too_expensive,
  hash_failed,
  password_too_long,
  password_too_short,
  overloaded,
  password_unsupported,
  throttled,
  request_malformed,
  request_too_large,
  header_fields_too_large,
  member_unknown,
  member_invalid,
  email_invalid,
  email_taken,
  credentials_invalid,
  authorization_missing,
  authorization_malformed,
  forbidden,
  not_found,
  method_not_allowed,
  internal_error,
  media_type_unsupported,
  request_timeout,
  not_implemented,
  session_exists,
  refresh_token_invalid,
  session_ended,
  token_revoked,
  deny_list_full,
  accounts_full,
  revoke_unconfirmed,
};

/// One row of the table. `bearer` is the RFC 6750 §3.1 error, empty where none applies.
struct ErrorRow {
  Errc code;
  std::string_view name;
  Stage stage;
  std::uint16_t http_status;
  std::string_view bearer;
  std::string_view sentence;
};

/// All rows, in the order of Errc. Constant for the life of the process.
extern const std::span<const ErrorRow> error_rows;

/// The table's row of `code`. @thread safe
const ErrorRow& row_of(Errc code) noexcept;

/// The code as it stands in logs, problem bodies and documents: snake_case, stable.
std::string_view to_string(Errc code) noexcept;

std::string_view to_string(Stage stage) noexcept;

}  // namespace signet::inline v0
