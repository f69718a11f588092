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

inline constexpr std::string_view lost_padding =
    "the `=` that the case is about was lost in conversion; the text is byte for byte that of 357, which is "
    "valid";
inline constexpr std::string_view question_mark = "a `?` stands inside a base64url part (RFC 7515 §2)";

inline constexpr std::array jws_wycheproof_deviations{
    Deviation{"367", "valid", lost_padding},
    Deviation{"370", "valid", lost_padding},
    Deviation{"372", "invalid", question_mark},
    Deviation{"373", "invalid", question_mark},
};

inline constexpr std::string_view no_countermeasure =
    "$2a$ is read as $2b$, as OpenBSD and Botan do; crypt_blowfish alters it for passwords of its own old "
    "bug";

inline constexpr std::array crypt_blowfish_deviations{
    Deviation{"verify 7", "mismatch", no_countermeasure},
    Deviation{"verify 16", "mismatch", no_countermeasure},
};

}  // namespace vectors
