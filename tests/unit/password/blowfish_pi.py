#!/usr/bin/env python3
"""Writes lib/password/blowfish_pi.cpp: the fraction of pi, with which Blowfish's P and S begin."""
import pathlib

WORDS = 18 + 4 * 256
BITS = 32 * WORDS
GUARD = 64


def arctan_of_inverse(x):
    term = (1 << (BITS + GUARD)) // x
    total, n, sign = term, 1, 1
    while term:
        term //= x * x
        n, sign = n + 2, -sign
        total += sign * (term // n)
    return total


def lines():
    pi = (16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)) >> GUARD  # Machin's formula
    words = [f"0x{pi >> (32 * (WORDS - 1 - i)) & 0xFFFFFFFF:08x}," for i in range(WORDS)]
    for i in range(0, WORDS, 8):
        yield "    " + " ".join(words[i:i + 8])


ROOT = pathlib.Path(__file__).resolve().parents[3]
(ROOT / "lib/password/blowfish_pi.cpp").write_text("""\
// The fraction of pi; written by tests/unit/password/blowfish_pi.py.
#include "password/bcrypt_kernel.hpp"

namespace signet::inline v0::detail {

// clang-format off
const std::array<std::uint32_t, blowfish_words> blowfish_pi{
""" + "\n".join(lines()) + """
};
// clang-format on

}  // namespace signet::inline v0::detail
""")
