// signet.SessionStore, MemorySessionStore and SqliteSessionStore.
#include "arguments.hpp"
#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "session_types.hpp"
#include "signet/store/memory_session_store.hpp"
#include "signet/store/sqlite_session_store.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

std::unique_ptr<SqliteSessionStore> open(const py::object& path, const py::object& realm,
                                         const py::object& busy_timeout) {
  const py::object text = py::module_::import("os").attr("fspath")(path);
  const SqliteStoreOptions options{.path = optional_option(text, "path"),
                                   .realm = optional_option(realm, "realm"),
                                   .busy_timeout = seconds_of(busy_timeout, "busy_timeout")};
  return unwrap(without_gil([&] { return SqliteSessionStore::open(options); }));
}

}  // namespace

void init_session_stores(py::module_& module) {
  py::class_<SessionStore, SharedStore> base(module, "SessionStore", "What keeps refresh sessions.");

  py::class_<MemorySessionStore, SessionStore, std::shared_ptr<MemorySessionStore>> memory(
      module, "MemorySessionStore", "Sessions in this process; gone with it.");
  constructor(memory, "self", "An empty store.", [] { return std::make_unique<MemorySessionStore>(); });

  py::class_<SqliteSessionStore, SessionStore, std::shared_ptr<SqliteSessionStore>> sqlite(
      module, "SqliteSessionStore",
      "Sessions in one SQLite file, which any number of processes of this host may use at once. What a call "
      "acknowledged survives kill -9 and power loss.");
  constructor(
      sqlite, "self, *, path, realm='default', busy_timeout=1",
      "Opens the file, or makes it. `busy_timeout` is how long a call waits for other writers, 1 ms to 60 s. "
      "Raises StoreError.",
      &open, py::kw_only(), py::arg("path"), py::arg("realm") = "default", py::arg("busy_timeout") = 1);
}

}  // namespace signet::bindings
