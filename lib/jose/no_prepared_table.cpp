// For compilers that lack what room curve is made of: no key has a table.
#include "jose/prepared_table.hpp"

namespace signet::inline v0::detail {

struct PreparedTable {};

void free_table(PreparedTable* table) noexcept { delete table; }
OwnedTable prepare_table(Algorithm /*algorithm*/, const EVP_PKEY* /*key*/) { return OwnedTable{}; }
bool table_holds(const PreparedTable& /*table*/, std::string_view /*input*/,
                 std::span<const std::byte> /*signature*/) noexcept {
  return false;
}
std::size_t table_bytes(const PreparedTable& /*table*/) noexcept { return 0; }

}  // namespace signet::inline v0::detail
