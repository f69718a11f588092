// The seam to libpqxx: one connection, one statement at a time, rows as text. No other file knows the driver.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "signet/core/result.hpp"
#include "signet/store/postgres_options.hpp"
#include "store/postgres/watchdog.hpp"

namespace signet::inline v0::detail::postgres {

/// A statement, and the name that it is prepared under; literals, kept by their address.
struct Statement {
  const char* name;  ///< nullptr: it is not worth preparing
  const char* sql;
};

/// Whether the watchdog is to break the connection of a call that takes too long.
enum class Patience : std::uint8_t { limited, unlimited };

/// What a statement gave, copied out of the driver's hands.
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t columns, std::vector<std::optional<std::string>> values) noexcept
      : columns_(columns), values_(std::move(values)) {}

  std::size_t size() const noexcept { return columns_ == 0 ? 0 : values_.size() / columns_; }
  /// One row's values by column, nullopt for NULL. View into *this.
  std::span<const std::optional<std::string>> row(std::size_t number) const& noexcept {
    return std::span{values_}.subspan(number * columns_, columns_);
  }
  std::span<const std::optional<std::string>> row(std::size_t number) const&& = delete;

 private:
  std::size_t columns_ = 0;
  std::vector<std::optional<std::string>> values_;
};

/// @thread one thread at a time
class Connection {
 public:
  /// @param parameters  in libpq's keyword/value form; not kept here
  /// @param watchdog    over its calls; nullptr: none
  /// @error store_unavailable
  static Result<Connection> open(const std::string& parameters, PreparedStatements prepared,
                                 std::shared_ptr<Watchdog> watchdog = nullptr);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Runs a statement outside a transaction, in one round trip; the first use of a prepared one takes
  /// another.
  /// @param parameters  as PostgreSQL reads them from text, without NUL
  /// @error store_schema_mismatch  a table, column or function is not there
  /// @error store_unsupported      not permitted, or prepared statements do not outlive a transaction here
  /// @error store_unavailable      besides, whenever the server warned: it does so where it committed without
  /// the
  ///                               standby that it was to wait for
  [[nodiscard]] Result<Rows> run(const Statement& statement, std::initializer_list<std::string> parameters);
  /// Runs statements that give no rows. Errors as of `run`.
  [[nodiscard]] Result<void> execute(const std::string& statements, Patience patience = Patience::limited);

  /// Gives the connection up, with the transaction that may be open on it.
  void abandon() noexcept;
  /// True after a failure that leaves open what the server did, and once the connection was given up.
  [[nodiscard]] bool in_doubt() const noexcept;
  /// False besides when the server has closed the connection. Asks the system.
  [[nodiscard]] bool usable() const noexcept;

 private:
  struct Parts;
  explicit Connection(std::unique_ptr<Parts> parts) noexcept;
  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::inline v0::detail::postgres
