// doctest's main. Where TESTS_OUTCOMES names a file, the outcome of each test case is written there.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "support/quiet_listener.hpp"

namespace {

// Lines "passed", "failed" or "empty" (no assertion was made), a tab, and the name. Read by
// tests/rules/proof.py.
class Outcomes final : public signet::test::QuietListener {
 public:
  explicit Outcomes(const doctest::ContextOptions&) {
    if (const char* const file = std::getenv("TESTS_OUTCOMES")) out_.open(file);
  }

  void test_case_start(const doctest::TestCaseData& test) override { name_ = test.m_name; }
  void test_case_end(const doctest::CurrentTestCaseStats& test) override {
    const char* const outcome = test.numAssertsCurrentTest == 0 ? "empty" : "passed";
    out_ << (test.testCaseSuccess ? outcome : "failed") << '\t' << name_ << '\n';
  }

 private:
  std::ofstream out_;
  const char* name_ = "";
};

REGISTER_LISTENER("outcomes", 1, Outcomes);

}  // namespace
