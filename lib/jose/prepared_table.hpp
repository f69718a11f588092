// PreparedTable: what verifies the signatures of one public key in place of OpenSSL, where we have that.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "jose/openssl.hpp"
#include "signet/core/handle.hpp"
#include "signet/jose/algorithm.hpp"

namespace signet::inline v0::detail {

struct PreparedTable;
void free_table(PreparedTable* table) noexcept;
using OwnedTable = Handle<PreparedTable, free_table>;

/// The table of a key that was accepted; null for algorithms without.
OwnedTable prepare_table(Algorithm algorithm, const EVP_PKEY* key);

/// Whether `signature`, of the algorithm's size, is one of `input`: always with the verdict of OpenSSL.
bool table_holds(const PreparedTable& table, std::string_view input,
                 std::span<const std::byte> signature) noexcept;

/// How much memory the table takes.
std::size_t table_bytes(const PreparedTable& table) noexcept;

}  // namespace signet::inline v0::detail
