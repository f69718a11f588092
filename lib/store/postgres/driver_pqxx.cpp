// libpqxx 6.4, 7 and 8 behind one face; what differs between them is at the top.
#include <poll.h>

#include <algorithm>
#include <array>
#include <new>
#include <pqxx/pqxx>
#include <utility>

#include "store/postgres/driver.hpp"
#include "store/postgres/sqlstate.hpp"

namespace signet::inline v0::detail::postgres {
namespace {

using Parameters = std::initializer_list<std::string>;

// The server's messages go nowhere, since they may quote values; what is kept is that one was a warning. Only
// the text is given to us, and lc_messages may translate it: what is not known for less is taken for a
// warning.
bool warns(std::string_view message) noexcept {
  constexpr std::string_view lesser[] = {"NOTICE:", "INFO:", "LOG:", "DEBUG:"};
  return std::ranges::none_of(lesser,
                              [&](std::string_view severity) { return message.starts_with(severity); });
}

#if PQXX_VERSION_MAJOR > 7 || (PQXX_VERSION_MAJOR == 7 && PQXX_VERSION_MINOR >= 10)

pqxx::params list_of(Parameters parameters) {
  pqxx::params list;
  for (const std::string& parameter : parameters) list.append(parameter);
  return list;
}

pqxx::result run_prepared(pqxx::nontransaction& run, const char* name, Parameters parameters) {
  return run.exec(pqxx::prepped{name}, list_of(parameters));
}

pqxx::result run_text(pqxx::nontransaction& run, const char* sql, Parameters parameters) {
  return run.exec(sql, list_of(parameters));
}

void prepare(pqxx::connection& connection, const Statement& statement) {
  connection.prepare(statement.name, statement.sql);
}

class Notices {
 public:
  Notices(pqxx::connection& connection, bool& warned) {
    connection.set_notice_handler([&warned](pqxx::zview text) noexcept { warned = warned || warns(text); });
  }
};

#else

auto list_of(const Parameters& parameters) { return pqxx::prepare::make_dynamic_params(parameters); }

template <std::size_t count>
pqxx::result run_with(pqxx::nontransaction& run, const char* name, Parameters parameters) {
  return [&]<std::size_t... index>(std::index_sequence<index...>) {
    return run.exec_prepared(name, parameters.begin()[index]...);
  }(std::make_index_sequence<count>{});
}

// Of a list, libpqxx 6 copies each parameter twice, and does not know beforehand how many there are.
pqxx::result run_prepared(pqxx::nontransaction& run, const char* name, Parameters parameters) {
  constexpr std::array with{run_with<0>, run_with<1>, run_with<2>, run_with<3>, run_with<4>,
                            run_with<5>, run_with<6>, run_with<7>, run_with<8>, run_with<9>};
  if (parameters.size() < with.size()) return with[parameters.size()](run, name, parameters);
  return run.exec_prepared(name, list_of(parameters));
}

pqxx::result run_text(pqxx::nontransaction& run, const char* sql, Parameters parameters) {
  return run.exec_params(sql, list_of(parameters));
}

class Notices : public pqxx::errorhandler {
 public:
  Notices(pqxx::connection& connection, bool& warned) : errorhandler(connection), warned_(warned) {}
  bool operator()(const char text[]) noexcept override {
    warned_ = warned_ || warns(text);
    return false;  // to no other handler
  }

 private:
  bool& warned_;
};

#if PQXX_VERSION_MAJOR == 6
void prepare(pqxx::connection& connection, const Statement& statement) {
  connection.prepare(statement.name, statement.sql);
  connection.prepare_now(statement.name);
}
#else
void prepare(pqxx::connection& connection, const Statement& statement) {
  connection.prepare(statement.name, statement.sql);
}
#endif

#endif

// libpqxx 6 connects anew by itself, without what our session begins with, and repeats what may have been
// done.
void never_reconnect([[maybe_unused]] pqxx::connection& connection) {
#if PQXX_VERSION_MAJOR == 6
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
}

// libpqxx 6 has types for some codes, and keeps none of the code in them.
std::string_view code_of(const pqxx::sql_error& error) {
  const std::string_view code = error.sqlstate();
  if (!code.empty()) return code;
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) return "42501";
  if (dynamic_cast<const pqxx::undefined_table*>(&error) != nullptr) return "42P01";
  if (dynamic_cast<const pqxx::undefined_column*>(&error) != nullptr) return "42703";
  if (dynamic_cast<const pqxx::undefined_function*>(&error) != nullptr) return "42883";
  return code;
}

Rows copy_of(const pqxx::result& result) {
  const auto columns = static_cast<std::size_t>(result.columns());
  std::vector<std::optional<std::string>> values;
  values.reserve(static_cast<std::size_t>(result.size()) * columns);
  for (pqxx::result::size_type number = 0; number < result.size(); ++number) {
    const auto row = result[number];
    for (pqxx::row::size_type column = 0; column < row.size(); ++column) {
      const auto field = row[column];
      if (field.is_null()) {
        values.emplace_back();
      } else {
        values.emplace_back(std::in_place, field.c_str(), field.size());
      }
    }
  }
  return {columns, std::move(values)};
}

// Something came, or the end, though nothing was asked: whatever it is, the connection is not waiting for us.
bool speaks_unasked(int socket) noexcept {
  pollfd waiting{.fd = socket, .events = POLLIN, .revents = 0};
  return ::poll(&waiting, 1, 0) != 0;
}

}  // namespace

struct Connection::Parts {
  Parts(const std::string& parameters, PreparedStatements use, std::shared_ptr<Watchdog> watchdog)
      : driver(parameters),
        notices(driver, warned),
        watch(std::move(watchdog), driver.sock()),
        prepared(use) {
    never_reconnect(driver);
  }

  bool warned = false;  // during the call under way
  pqxx::connection driver;
  Notices notices;
  Watch watch;
  PreparedStatements prepared;
  std::vector<const char*> known;  // names prepared on this connection
  bool in_doubt = false;

  pqxx::result run(const Statement& statement, Parameters parameters) {
    if (prepared == PreparedStatements::off || statement.name == nullptr) {
      pqxx::nontransaction once{driver};
      return run_text(once, statement.sql, parameters);
    }
    if (std::ranges::find(known, statement.name) == known.end()) {
      prepare(driver, statement);
      known.push_back(statement.name);
    }
    pqxx::nontransaction once{driver};
    return run_prepared(once, statement.name, parameters);
  }

  Error judged(std::string_view sqlstate) noexcept {
    const Verdict verdict = judge(sqlstate);
    in_doubt = in_doubt || !verdict.connection_usable;
    return verdict.error;
  }

  // Keeps watch over a call.
  class Watched {
   public:
    Watched(Parts& parts, Patience patience) noexcept : parts_(parts) {
      if (patience == Patience::limited) parts_.watch.begin();
    }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;
    ~Watched() { parts_.in_doubt = !parts_.watch.end() || parts_.in_doubt; }

   private:
    Parts& parts_;
  };

  // Calls `work`; whatever the driver throws becomes an error, and its text, which may quote values, is
  // dropped.
  template <class Work>
  auto guarded(Work work, Patience patience = Patience::limited) -> Result<decltype(work())> {
    const Watched watched{*this, patience};
    warned = false;
    try {
      auto done = work();
      if (!warned) return done;
      in_doubt = true;
      return fail(Errc::store_unavailable);
    } catch (const pqxx::transaction_rollback&) {
      return judged("40000");
    } catch (const pqxx::sql_error& error) {
      return judged(code_of(error));
    } catch (const std::bad_alloc&) {
      in_doubt = true;
      throw;
    } catch (const std::exception&) {
      in_doubt = true;
      return fail(Errc::store_unavailable);
    }
  }
};

Connection::Connection(std::unique_ptr<Parts> parts) noexcept : parts_(std::move(parts)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::string& parameters, PreparedStatements prepared,
                                    std::shared_ptr<Watchdog> watchdog) {
  try {
    return Connection{std::make_unique<Parts>(parameters, prepared, std::move(watchdog))};
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {
    return fail(Errc::store_unavailable);
  }
}

Result<Rows> Connection::run(const Statement& statement, Parameters parameters) {
  return parts_->guarded([&] { return copy_of(parts_->run(statement, parameters)); });
}

Result<void> Connection::execute(const std::string& statements, Patience patience) {
  const auto work = [&] {
    pqxx::nontransaction once{parts_->driver};
    return once.exec(statements);
  };
  const auto done = parts_->guarded(work, patience);
  if (!done) return done.error();
  return {};
}

void Connection::abandon() noexcept { parts_->in_doubt = true; }

bool Connection::in_doubt() const noexcept {
  return parts_ == nullptr || parts_->in_doubt || !parts_->driver.is_open();
}

bool Connection::usable() const noexcept { return !in_doubt() && !speaks_unasked(parts_->driver.sock()); }

}  // namespace signet::inline v0::detail::postgres
