// A bool inside a Result would be mistaken for success.
// expect: a bool in a Result is mistaken for success
#include "signet/core/result.hpp"

#ifdef MUST_NOT_COMPILE
signet::Result<bool> accepted() { return true; }
#else
signet::Result<void> accepted() { return {}; }
#endif
