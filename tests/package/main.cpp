// What a user of the token component writes first; built against signet in each way that signet can be had.
#include <cstdio>

#include "signet/core/uuid.hpp"

int main() {
  const auto id = signet::Uuid::random(signet::system_random());
  if (!id) return 1;
  std::printf("%s\n", id->text().c_str());
  return signet::Uuid::parse(id->text()).has_value() ? 0 : 1;
}
