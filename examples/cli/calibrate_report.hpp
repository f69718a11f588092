// What `signet calibrate` says: in words, in JSON, and as configuration of the servers.
#pragma once

#include <string>

#include "signet/password/calibration.hpp"

namespace signet_cli {

/// What was asked for, and with what.
struct CalibrationRequest {
  signet::CalibratedHash hash;
  signet::CalibrationGoals goals;
  signet::HashCapacity capacity;
};

/// "argon2id, 64 MiB and 3 passes"
std::string in_words(const signet::HashParams& params);

/// "45.2 ms"
std::string in_words(signet::Seconds span);

/// The choice, why it is no dearer, and the options of auth_server that make it.
std::string in_words(const CalibrationRequest& request, const signet::Calibration& chosen);
/// Which goal is in the way, and what it would take.
std::string in_words(const CalibrationRequest& request, const signet::GoalUnmet& unmet);

std::string in_json(const CalibrationRequest& request, const signet::Calibration& chosen);
std::string in_json(const CalibrationRequest& request, const signet::GoalUnmet& unmet);

}  // namespace signet_cli
