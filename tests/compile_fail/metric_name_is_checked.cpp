// A metric's name that Prometheus would refuse, or read as another, is found by the compiler.
// expect: name_must_be_lower_case_words
#include "signet/http/metrics.hpp"

signet::Counter& counted(signet::MetricRegistry& registry) {
#ifdef MUST_NOT_COMPILE
  return registry.counter({"logins-total", "Logins."});
#else
  return registry.counter({"logins_total", "Logins."});
#endif
}
