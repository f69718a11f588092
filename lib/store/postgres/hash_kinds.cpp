// The SQL that counts stored hashes by kind.
#include "store/postgres/hash_kinds.hpp"

namespace signet::inline v0::detail::postgres {

// By bytes, since a regular expression of PostgreSQL's costs a hundred times as much; within CASE, since
// get_byte fails beyond the end.
std::string hash_kinds_of(std::string_view hashes) {
  return R"(
SELECT encode(blanked, 'hex'), count(*) FROM (
  SELECT CASE
    WHEN CASE WHEN n > 67 THEN  -- $a, $p or $s, and $ before the salt and before the digest
      get_byte(h, 0) = 36 AND get_byte(h, 1) IN (97, 112, 115)
      AND get_byte(h, n - 67) = 36 AND get_byte(h, n - 44) = 36 AND get_byte(h, n - 45) IN (65, 81, 103, 119)
      AND get_byte(h, n - 1) IN (65, 69, 73, 77, 81, 85, 89, 99, 103, 107, 111, 115, 119, 48, 52, 56)
      AND btrim(substring(h FROM n - 65 FOR 22) || substring(h FROM n - 42 FOR 43),
                'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'::bytea) = ''::bytea END
    THEN substring(h FROM 1 FOR n - 66)
         || 'AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'::bytea
    WHEN CASE WHEN n = 60 THEN  -- $2, and $ behind the cost
      get_byte(h, 0) = 36 AND get_byte(h, 1) = 50 AND get_byte(h, 6) = 36
      AND get_byte(h, 28) IN (46, 79, 101, 117)
      AND get_byte(h, 59) IN (46, 67, 71, 75, 79, 83, 87, 97, 101, 105, 109, 113, 117, 121, 50, 54)
      AND btrim(substring(h FROM 8),
                'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./'::bytea) = ''::bytea END
    THEN substring(h FROM 1 FOR 7) || '.....................................................'::bytea
    ELSE h END AS blanked
  FROM (SELECT h, octet_length(h) AS n FROM ()" +
         std::string{hashes} + R"() stored) a
  OFFSET 0) b
GROUP BY blanked)";
}

}  // namespace signet::inline v0::detail::postgres
