// What the tests of `signet admin` share: a database of its own, the command on it, and the library's view of
// it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "command.hpp"
#include "signet/account/account_store.hpp"
#include "signet/core/error.hpp"
#include "signet/session/refresh_sessions.hpp"
#include "signet/session/session_store.hpp"

namespace signet_test {

/// The password of every account here, marked so that a search finds it wherever it should not be.
inline constexpr const char* password = "marked-secret-1";

/// The database of an office, realm B. Each program of tests has one kind, in admin_sqlite.cpp,
/// admin_postgres_test.cpp or admin_redis_test.cpp.
class OfficeStore {
 public:
  OfficeStore() = default;
  OfficeStore(const OfficeStore&) = delete;
  OfficeStore& operator=(const OfficeStore&) = delete;
  virtual ~OfficeStore() = default;

  /// How the command is told of it, in the scratch folder.
  virtual std::string option() const = 0;
  virtual std::unique_ptr<signet::AccountStore> accounts() const = 0;
  virtual std::unique_ptr<signet::SessionStore> sessions() const = 0;
};

/// @param scratch  outlives it
std::unique_ptr<OfficeStore> make_office_store(const Scratch& scratch);

/// A scratch folder and a database.
class Office {
 public:
  /// Makes the database, with alice@example.org in it.
  Office();

  /// `signet admin --store … <arguments>`.
  Outcome admin(const std::string& arguments, const std::string& input = {}) const;
  /// The same as a line of shell, without arguments.
  std::string command() const { return "$signet admin " + store_->option() + " "; }
  const Scratch& scratch() const { return scratch_; }
  const OfficeStore& store() const { return *store_; }
  const std::string& alice() const { return alice_; }

  /// Whether the library lets this name in.
  bool logs_in(const std::string& name, const std::string& with) const;
  std::string stored_hash(const std::string& name) const;

 private:
  Scratch scratch_;
  std::unique_ptr<OfficeStore> store_ = make_office_store(scratch_);
  std::string alice_;  // her id
};

/// The audit line of an act by the user who runs the tests, its time masked.
std::string audit_line(const std::string& event, const std::string& members);
/// The time of every line masked alike.
std::string masked(std::string lines);

/// Refresh sessions on an office's database, as a server keeps them.
class Desk {
 public:
  explicit Desk(const Office& office);

  /// A session of alice's, begun at `time` under epoch 0.
  signet::IssuedRefreshToken begin(signet::NumericDate time);
  /// Why none is begun then.
  signet::Error begin_error(signet::NumericDate time);
  /// What refreshing it at `time` comes to.
  signet::RotationResult refresh(const signet::IssuedRefreshToken& token, signet::NumericDate time);

 private:
  std::string subject_;
  std::unique_ptr<signet::SessionStore> store_;
  std::optional<signet::RefreshSessions> sessions_;
};

}  // namespace signet_test
