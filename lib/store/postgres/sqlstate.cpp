// One table, by the whole code or by its class.
#include "store/postgres/sqlstate.hpp"

#include <algorithm>
#include <array>

namespace signet::inline v0::detail::postgres {
namespace {

struct Row {
  std::string_view prefix;
  Verdict verdict;
};

constexpr std::array rows{
    Row{"3F000", {fail(Errc::store_schema_mismatch), true}},           // no such schema
    Row{"42P01", {fail(Errc::store_schema_mismatch), true}},           // no such table
    Row{"42703", {fail(Errc::store_schema_mismatch), true}},           // no such column
    Row{"42883", {fail(Errc::store_schema_mismatch), true}},           // no such function
    Row{"42501", {fail(Errc::store_unsupported, "privilege"), true}},  // the role may not
    Row{"26000", {fail(Errc::store_unsupported, "prepared"), false}},  // another's connection was given to us
    Row{"42P05", {fail(Errc::store_unsupported, "prepared"), false}},  // the same, with our names in it
    Row{"40", {fail(Errc::store_unavailable), true}},                  // rolled back: deadlock, serialization
    Row{"55P03", {fail(Errc::store_unavailable), true}},               // a lock was not to be had
    Row{"57014", {fail(Errc::store_unavailable), true}},               // statement timeout
};

}  // namespace

Verdict judge(std::string_view sqlstate) noexcept {
  const auto row = std::ranges::find_if(rows, [&](const Row& r) { return sqlstate.starts_with(r.prefix); });
  return row == rows.end() ? Verdict{fail(Errc::store_unavailable), false} : row->verdict;
}

}  // namespace signet::inline v0::detail::postgres
