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

inline constexpr std::array json_transform_deviations{
    Deviation{"object_same_key_different_values.json", "json_duplicate_member", names_repeat},
    Deviation{"object_same_key_same_value.json", "json_duplicate_member", names_repeat},
    Deviation{"object_same_key_unclear_values.json", "json_duplicate_member", names_repeat},
};

inline constexpr std::string_view lost_padding =
    "the `=` that the case is about was lost in conversion; the text is byte for byte that of 357, which is "
    "valid";
inline constexpr std::string_view question_mark = "a `?` stands inside a base64url part (RFC 7515 §2)";

inline constexpr std::string_view another_alg = "the key says PS256, the token PS384 (RFC 8725 §3.1)";
inline constexpr std::string_view no_such_alg = "the key says ES521, which is no algorithm (RFC 7517 §4.4)";

inline constexpr std::array jws_wycheproof_deviations{
    Deviation{"346", "invalid", another_alg},   Deviation{"347", "invalid", no_such_alg},
    Deviation{"350", "invalid", another_alg},   Deviation{"351", "invalid", no_such_alg},
    Deviation{"367", "valid", lost_padding},    Deviation{"370", "valid", lost_padding},
    Deviation{"372", "invalid", question_mark}, Deviation{"373", "invalid", question_mark},
};

inline constexpr std::string_view kinds_may_mix =
    "RFC 7517 §5 lets symmetric and asymmetric keys share a set; alg and kid choose";
inline constexpr std::string_view roca_is_not_looked_for =
    "a ROCA modulus is not looked for; Infineon's chips of 2017 made such keys";

inline constexpr std::array jwks_wycheproof_deviations{
    Deviation{"1", "valid", kinds_may_mix},
    Deviation{
        "4", "valid",
        "of two keys with one kid the second ends in stray bits (RFC 4648 §3.5), so it is skipped and the "
        "first is no longer ambiguous"},
    Deviation{"7", "valid", roca_is_not_looked_for},
};

inline constexpr std::array json_web_crypto_deviations{
    Deviation{"46", "valid", roca_is_not_looked_for},
    Deviation{"47", "valid", kinds_may_mix},
};

inline constexpr std::string_view draft_without_crit =
    "the example follows a draft: its header has b64 without crit, which RFC 7797 §6 requires";

inline constexpr std::array rfc7797_draft_deviations{
    Deviation{"4.2.hmac-sha2_b64_false json", "crit_unsupported", draft_without_crit},
    Deviation{"4.2.hmac-sha2_b64_false json_flat", "crit_unsupported", draft_without_crit},
};

inline constexpr std::string_view exponent_three = "an RSA exponent below 17 bits is refused with the key";

inline constexpr std::array small_exponents{
    Deviation{"258", "invalid", exponent_three},
    Deviation{"259", "invalid", exponent_three},
};
inline constexpr std::array one_small_exponent{Deviation{"259", "invalid", exponent_three}};

inline constexpr std::array salts_of_32_bytes{
    Deviation{"69", "valid", "this one case of the file has the salt that PS256 has"},
};

inline constexpr std::string_view no_countermeasure =
    "$2a$ is read as $2b$, as OpenBSD and Botan do; crypt_blowfish alters it for passwords of its own old "
    "bug";

inline constexpr std::array crypt_blowfish_deviations{
    Deviation{"verify 7", "mismatch", no_countermeasure},
    Deviation{"verify 16", "mismatch", no_countermeasure},
};

}  // namespace vectors
