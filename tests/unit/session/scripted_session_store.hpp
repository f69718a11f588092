// A session store that answers what the test wrote down, and records what it was given; it keeps nothing.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "signet/session/session_store.hpp"

namespace signet::test {

class ScriptedSessionStore final : public SessionStore {
 public:
  // The answers. Creations are given in turn, then `created`.
  std::vector<Result<Creation>> creations;
  Result<std::optional<FamilyState>> found = std::optional<FamilyState>{};
  Result<RotationOutcome> rotation = RotationOutcome{};
  Result<FamilyUse> used = FamilyUse::active;
  Result<Revocation> revocation = Revocation::revoked;
  Result<std::uint32_t> revoked_of_subject = std::uint32_t{0};
  Result<void> done;
  Result<std::vector<FamilyState>> listed = std::vector<FamilyState>{};

  // What it was given: the calls by name, all that came with them as bytes, and the last of each request.
  std::vector<std::string> calls;
  std::string given;
  NewFamily created;
  std::string created_subject;
  Rotation rotated;
  Seconds idle_of_use;

  Result<Creation> create(const NewFamily& family) override {
    record("create", {family.id.uuid});
    given += family.subject;
    created = family;
    created_subject = family.subject;
    created.subject = created_subject;
    if (creations.empty()) return Creation::created;
    auto answer = creations.front();
    creations.erase(creations.begin());
    return answer;
  }
  Result<std::optional<FamilyState>> find(const FamilyId& id, NumericDate) override {
    record("find", {id.uuid});
    return found;
  }
  Result<RotationOutcome> rotate(const Rotation& request) override {
    record("rotate", {request.family.uuid, request.attempt.uuid});
    rotated = request;
    return rotation;
  }
  Result<FamilyUse> use(const FamilyId& id, std::uint32_t generation, NumericDate, Seconds idle) override {
    record("use", {id.uuid});
    given += std::to_string(generation);
    idle_of_use = idle;
    return used;
  }
  Result<Revocation> revoke(const FamilyId& id, NumericDate) override {
    record("revoke", {id.uuid});
    return revocation;
  }
  Result<std::uint32_t> revoke_subject(std::string_view subject, NumericDate) override {
    record("revoke_subject", {});
    given += subject;
    return revoked_of_subject;
  }
  Result<void> revoke_before(NumericDate) override {
    record("revoke_before", {});
    return done;
  }
  Result<void> raise_epoch(std::string_view subject, Epoch) override {
    record("raise_epoch", {});
    given += subject;
    return done;
  }
  Result<std::vector<FamilyState>> list(std::string_view subject, NumericDate) override {
    record("list", {});
    given += subject;
    return listed;
  }
  Result<void> ping() override {
    record("ping", {});
    return done;
  }

 private:
  // Identifiers both as bytes and as hex, the two forms in which a token might be among them.
  void record(std::string_view call, std::initializer_list<Uuid> ids) {
    calls.emplace_back(call);
    for (const Uuid& id : ids) {
      for (const std::uint8_t byte : id.bytes()) given += static_cast<char>(byte);
      std::string text = id.text();
      std::erase(text, '-');
      given += text;
    }
  }
};

}  // namespace signet::test
