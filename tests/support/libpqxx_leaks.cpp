// What LeakSanitizer need not tell of: libpqxx 6.4 loses libpq's result, 2 KiB, of a statement whose
// connection broke, whatever kind of statement that was.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() { return "leak:pqxx::connection_base::"; }
