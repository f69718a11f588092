// Every case in which signet answers otherwise than the vector file says, and why.
#pragma once

#include <array>

#include "vectors/runner.hpp"

namespace vectors {

inline constexpr std::string_view names_repeat =
    "a JOSE header, a JWK and a claims set must not repeat a name (RFC 7515 §4, RFC 7517 §4, RFC 7519 §4)";

inline constexpr std::array json_suite_deviations{
    Deviation{"y_object_duplicated_key.json", "json_duplicate_member", names_repeat},
    Deviation{"y_object_duplicated_key.json in a member", "json_duplicate_member", names_repeat},
    Deviation{"y_object_duplicated_key_and_value.json", "json_duplicate_member", names_repeat},
    Deviation{"y_object_duplicated_key_and_value.json in a member", "json_duplicate_member", names_repeat},
};

}  // namespace vectors
