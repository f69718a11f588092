// Families over tables of a service's SQLite file. Every call that writes reads and decides in its
// transaction.
#include "signet/store/sqlite_session_store.hpp"

#include <utility>

#include "store/family_writes.hpp"
#include "store/sqlite/family_rows.hpp"
#include "store/sqlite/schema.hpp"

namespace signet::inline v0 {

namespace sqlite = detail::sqlite;
using detail::Standing;
using sqlite::Connection;
using sqlite::FamilyRow;
using sqlite::FamilyRows;

namespace {

FamilyState state_of(FamilyRow&& row, NumericDate now) {
  const bool active = is_active(row.family, row.standing, now);
  return {.family = std::move(row.family), .active = active};
}

Result<void> revoke_oldest_beyond(std::uint32_t most, FamilyRows& rows, const NewFamily& request) {
  auto families = rows.of_subject(request.subject);
  if (!families) return families.error();
  std::uint32_t active = 0;
  for (auto& [family, standing] : *families) {
    if (!is_active(family, standing, request.now) || ++active <= most) continue;
    detail::revoke(family, standing, request.now);
    if (const auto written = rows.update(family); !written) return written;
  }
  return {};
}

Result<Creation> create_in(FamilyRows rows, const NewFamily& request) {
  const Family family = detail::begun(request);
  const auto standing = rows.standing_of(request.subject);
  if (!standing) return standing.error();
  if (is_voided(family, *standing)) return Creation::epoch_passed;
  if (const auto written = rows.insert(family); !written) return written.error();
  if (const auto deleted = rows.delete_ended(request.now, detail::most_forgotten); !deleted) {
    return deleted.error();
  }
  if (const auto raised = rows.raise_epoch(request.subject, request.epoch); !raised) return raised.error();
  if (request.most != 0) {
    if (const auto ended = revoke_oldest_beyond(request.most, rows, request); !ended) return ended.error();
  }
  return Creation::created;
}

}  // namespace

struct SqliteSessionStore::Parts {
  std::string realm;
  std::unique_ptr<sqlite::Database> database;

  template <class Work>
  auto read(Work work) {
    return database->read([&](Connection& connection) { return work(FamilyRows{connection, realm}); });
  }
  template <class Work>
  auto write(Work work) {
    return database->write([&](Connection& connection) { return work(FamilyRows{connection, realm}); });
  }

  Result<std::optional<FamilyRow>> find(const FamilyId& id) {
    return read([&](FamilyRows rows) { return rows.find(id); });
  }

  // Applies `rule(family, standing)`, and writes the family if that changed it. `none`: there is no family.
  template <class Outcome, class Rule>
  Result<Outcome> change(const FamilyId& id, Outcome none, Rule rule) {
    return write([&](FamilyRows rows) -> Result<Outcome> {
      auto row = rows.find(id);
      if (!row) return row.error();
      if (!row->has_value()) return std::move(none);
      auto& [family, standing] = **row;
      const Family before = family;
      Outcome outcome = rule(family, standing);
      if (family == before) return outcome;
      if (const auto written = rows.update(family); !written) return written.error();
      return outcome;
    });
  }
};

SqliteSessionStore::SqliteSessionStore(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
SqliteSessionStore::~SqliteSessionStore() = default;

Result<std::unique_ptr<SqliteSessionStore>> SqliteSessionStore::open(const SqliteStoreOptions& options) {
  auto database = sqlite::open_service(options);
  if (!database) return database.error();
  auto parts = std::unique_ptr<Parts>{new Parts{options.realm, std::move(*database)}};
  return std::unique_ptr<SqliteSessionStore>{new SqliteSessionStore(std::move(parts))};
}

Result<Creation> SqliteSessionStore::create(const NewFamily& request) {
  return parts_->write([&](FamilyRows rows) { return create_in(rows, request); });
}

Result<std::optional<FamilyState>> SqliteSessionStore::find(const FamilyId& id, NumericDate now) {
  auto row = parts_->find(id);
  if (!row) return row.error();
  if (!row->has_value()) return std::optional<FamilyState>{};
  return std::optional{state_of(std::move(**row), now)};
}

Result<RotationOutcome> SqliteSessionStore::rotate(const Rotation& rotation) {
  return parts_->change(rotation.family, RotationOutcome{}, [&](Family& family, const Standing& standing) {
    return detail::decide(family, standing, rotation);
  });
}

Result<FamilyUse> SqliteSessionStore::use(const FamilyId& id, std::uint32_t generation, NumericDate now,
                                          Seconds idle) {
  const auto apply = [&](Family& family, const Standing& standing) {
    return detail::use_sparingly(family, standing, {.generation = generation, .now = now, .idle = idle});
  };
  // Most uses leave the family as it is, and are then answered by what was read.
  auto row = parts_->find(id);
  if (!row) return row.error();
  if (!row->has_value()) return FamilyUse::not_active;
  Family changed = (*row)->family;
  const FamilyUse seen = apply(changed, (*row)->standing);
  if (changed == (*row)->family) return seen;
  return parts_->change(id, FamilyUse::not_active, apply);
}

Result<Revocation> SqliteSessionStore::revoke(const FamilyId& id, NumericDate now) {
  return parts_->change(id, Revocation::was_not_active, [&](Family& family, const Standing& standing) {
    return detail::revoke(family, standing, now);
  });
}

Result<std::uint32_t> SqliteSessionStore::revoke_subject(std::string_view subject, NumericDate now) {
  return parts_->write([&](FamilyRows rows) -> Result<std::uint32_t> {
    auto families = rows.of_subject(subject);
    if (!families) return families.error();
    std::uint32_t revoked = 0;
    for (auto& [family, standing] : *families) {
      if (family.revoked_at) continue;
      if (detail::revoke(family, standing, now) == Revocation::revoked) ++revoked;
      if (const auto written = rows.update(family); !written) return written.error();
    }
    return revoked;
  });
}

Result<void> SqliteSessionStore::revoke_before(NumericDate time) {
  return parts_->write([&](FamilyRows rows) { return rows.raise_revoked_before(time); });
}

Result<void> SqliteSessionStore::raise_epoch(std::string_view subject, Epoch epoch) {
  return parts_->write([&](FamilyRows rows) { return rows.raise_epoch(subject, epoch); });
}

Result<std::vector<FamilyState>> SqliteSessionStore::list(std::string_view subject, NumericDate now) {
  return parts_->read([&](FamilyRows rows) -> Result<std::vector<FamilyState>> {
    auto families = rows.of_subject(subject);
    if (!families) return families.error();
    std::vector<FamilyState> states;
    for (FamilyRow& row : *families) states.push_back(state_of(std::move(row), now));
    return states;
  });
}

Result<void> SqliteSessionStore::ping() {
  const auto found = parts_->find({});
  if (!found) return found.error();
  return {};
}

}  // namespace signet::inline v0
