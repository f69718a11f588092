// The stages of a registration, each made only from the one before.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "signet/account/account_store.hpp"
#include "signet/core/numeric_date.hpp"
#include "signet/core/secret_bytes.hpp"
#include "signet/core/uuid.hpp"

namespace signet::inline v0 {

class Accounts;

/// A name and a password that may be registered. Holds the password in wiped memory.
class Registration {
 private:
  friend class Accounts;
  friend class HashedRegistration;
  Registration(std::string_view name, std::string key, std::string_view password)
      : name_(name), key_(std::move(key)), password_(SecretBytes::copy_of(password)) {}

  std::string name_;
  std::string key_;
  SecretBytes password_;
};

/// The same with the password hashed and gone.
class HashedRegistration {
 private:
  friend class Accounts;
  HashedRegistration(Registration&& registration, std::string hash)
      : name_(std::move(registration.name_)), key_(std::move(registration.key_)), hash_(std::move(hash)) {}

  std::string name_;
  std::string key_;
  std::string hash_;
};

/// An account that was added.
struct RegisteredAccount {
  Uuid id;
  std::string name;  ///< as given
  Epoch epoch;
  NumericDate created_at;
};

}  // namespace signet::inline v0
