// signet.RefreshSessions.
#include "signet/session/refresh_sessions.hpp"

#include <pybind11/stl.h>

#include "arguments.hpp"
#include "define.hpp"
#include "gil.hpp"
#include "inits.hpp"
#include "session_types.hpp"
#include "time.hpp"

namespace signet::bindings {
namespace {

struct Sessions {
  SharedStore store;  // borrowed by `sessions`
  RefreshSessions sessions;
};

std::vector<SecretBytes> keys_of(const py::iterable& keys) {
  std::vector<SecretBytes> secrets;
  for (const py::handle key : keys) {
    const Text text{py::reinterpret_borrow<py::object>(key), "keys", fail(Errc::option_invalid, "keys")};
    secrets.push_back(SecretBytes::copy_of(text.view()));
  }
  return secrets;
}

std::unique_ptr<Sessions> build(SharedStore store, const py::iterable& keys,
                                const py::object& absolute_lifetime, const py::object& idle_lifetime,
                                std::uint32_t most_per_subject, const py::object& grace,
                                bool revoke_on_reuse) {
  RefreshSessionsOptions options{.keys = keys_of(keys),
                                 .most_per_subject = most_per_subject,
                                 .grace = seconds_of(grace, "grace"),
                                 .on_reuse = revoke_on_reuse ? OnReuse::revoke : OnReuse::refuse};
  if (!absolute_lifetime.is_none())
    options.lifetime.absolute = seconds_of(absolute_lifetime, "absolute_lifetime");
  if (!idle_lifetime.is_none()) options.lifetime.idle = seconds_of(idle_lifetime, "idle_lifetime");
  auto sessions = unwrap(RefreshSessions::build(*store, system_random(), std::move(options)));
  return std::make_unique<Sessions>(Sessions{std::move(store), std::move(sessions)});
}

Text subject_text(py::object subject) {
  return {std::move(subject), "subject", fail(Errc::member_invalid, "subject")};
}

IssuedRefreshToken begin(Sessions& self, py::object subject, std::uint64_t epoch, const py::object& now) {
  const Text text = subject_text(std::move(subject));
  const NumericDate date = date_of(now);
  return unwrap(without_gil([&] { return self.sessions.begin(text.view(), Epoch{epoch}, date); }));
}

RefreshToken read(const Sessions& self, py::object text) {
  const Text token{std::move(text), "text", fail(Errc::refresh_token_invalid)};
  return unwrap(self.sessions.read(token.view()));
}

std::optional<FamilyState> look_up(const Sessions& self, const RefreshToken& token, const py::object& now) {
  const NumericDate date = date_of(now);
  auto family = unwrap(without_gil([&] { return self.sessions.look_up(token, date); }));
  if (!family) return std::nullopt;
  return FamilyState{std::move(*family), true};
}

RefreshOutcome rotate(Sessions& self, const RefreshToken& token, const py::object& now,
                      const py::object& attempt) {
  const NumericDate date = date_of(now);
  std::optional<AttemptId> id;
  if (!attempt.is_none()) id = AttemptId{uuid_of(attempt, "attempt")};
  return unwrap(without_gil([&] { return self.sessions.rotate(token, date, id); }));
}

py::object use(Sessions& self, const RefreshToken& token, const py::object& now) {
  const NumericDate date = date_of(now);
  switch (unwrap(without_gil([&] { return self.sessions.use(token, date); }))) {
    case FamilyUse::active:
      return outcome("FamilyUse", "active");
    case FamilyUse::superseded:
      return outcome("FamilyUse", "superseded");
    case FamilyUse::not_active:
      break;
  }
  return outcome("FamilyUse", "not_active");
}

bool end(Sessions& self, const py::object& family, const py::object& now) {
  const FamilyId id{uuid_of(family, "family")};
  const NumericDate date = date_of(now);
  return unwrap(without_gil([&] { return self.sessions.end(id, date); })) == Revocation::revoked;
}

std::uint32_t end_all(Sessions& self, py::object subject, const py::object& now) {
  const Text text = subject_text(std::move(subject));
  const NumericDate date = date_of(now);
  return unwrap(without_gil([&] { return self.sessions.end_all(text.view(), date); }));
}

void end_before(Sessions& self, const py::object& time) {
  if (time.is_none()) throw py::type_error("time must be int, float or datetime, not None");
  const NumericDate date = date_of(time);
  unwrap(without_gil([&] { return self.sessions.end_before(date); }));
}

void raise_epoch(Sessions& self, py::object subject, std::uint64_t epoch) {
  const Text text = subject_text(std::move(subject));
  unwrap(without_gil([&] { return self.sessions.raise_epoch(text.view(), Epoch{epoch}); }));
}

std::vector<FamilyState> list(const Sessions& self, py::object subject, const py::object& now) {
  const Text text = subject_text(std::move(subject));
  const NumericDate date = date_of(now);
  return unwrap(without_gil([&] { return self.sessions.list(text.view(), date); }));
}

using Type = py::class_<Sessions>;

void init_using(Type& type) {
  method(type, "begin", "self, subject, *, epoch, now=None",
         "Begins a session of this subject, whose credentials were checked under this credential epoch.",
         &begin, py::arg("subject"), py::kw_only(), py::arg("epoch"), py::arg("now") = py::none());
  method(type, "read", "self, text",
         "Checks the token's MAC and asks no store. Raises RequestError (refresh_token_invalid).", &read,
         py::arg("text"));
  method(type, "look_up", "self, token, now=None",
         "The token's family when it is active, else None. Whether the token is its newest, only rotate "
         "decides.",
         &look_up, py::arg("token"), py::arg("now") = py::none());
  method(type, "rotate", "self, token, now=None, *, attempt=None",
         "Replaces the token by its successor. Sign the access token first: a call cannot be taken back. One "
         "whose "
         "answer was lost may be repeated with the same attempt, a uuid.UUID, and gives the same successor.",
         &rotate, py::arg("token"), py::arg("now") = py::none(), py::kw_only(),
         py::arg("attempt") = py::none());
  method(
      type, "use", "self, token, now=None",
      "For sessions that do not rotate: a member of signet.FamilyUse; extends the idle time if it is ACTIVE.",
      &use, py::arg("token"), py::arg("now") = py::none());
}

void init_ending(Type& type) {
  method(type, "end", "self, family, now=None",
         "Ends one session; False when it had ended already. No token of it is replaced any more, anywhere.",
         &end, py::arg("family"), py::arg("now") = py::none());
  method(type, "end_all", "self, subject, now=None",
         "Ends all sessions that the subject has, and says how many.", &end_all, py::arg("subject"),
         py::arg("now") = py::none());
  method(type, "end_before", "self, time", "Ends every session begun before this time, of every subject.",
         &end_before, py::arg("time"));
  method(type, "raise_epoch", "self, subject, epoch",
         "Ends the subject's sessions of lower epochs, those that are just being begun too.", &raise_epoch,
         py::arg("subject"), py::arg("epoch"));
  method(type, "list", "self, subject, now=None", "The subject's families, newest first.", &list,
         py::arg("subject"), py::arg("now") = py::none());
}

}  // namespace

void init_refresh_sessions(py::module_& module) {
  Type type(
      module, "RefreshSessions",
      "Opaque refresh tokens under a server key, rotated at each use, ended as a family (RFC 9700 s4.14.2). "
      "Threads may share it, and run side by side. Every call that asks the store raises StoreError when "
      "that "
      "does not answer.");
  constructor(
      type,
      "self, *, store, keys, absolute_lifetime=None, idle_lifetime=None, most_per_subject=0, grace=0, "
      "revoke_on_reuse=True",
      "`keys` are 1 to 8 secrets of 32 bytes or more: the first mints, all verify. Lifetimes are 30 and 7 "
      "days "
      "unless given. `most_per_subject` 0 is any number. `grace`, 0 to 60 s, is how long the holder of a "
      "replaced token gets its successor once more; so may whoever stole it. Raises OptionError.",
      &build, py::kw_only(), py::arg("store").none(false), py::arg("keys"),
      py::arg("absolute_lifetime") = py::none(), py::arg("idle_lifetime") = py::none(),
      py::arg("most_per_subject") = 0, py::arg("grace") = 0, py::arg("revoke_on_reuse") = true);
  init_using(type);
  init_ending(type);
}

}  // namespace signet::bindings
