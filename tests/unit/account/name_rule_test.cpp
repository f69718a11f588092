// Which names are accepted, and which of them are one.
#include "signet/account/name_rule.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace signet;

namespace {
const std::string label63(63, 'd');
// 64 + 1 + 189 = 254 bytes.
const std::string longest = std::string(64, 'l') + "@" + label63 + "." + label63 + "." + std::string(61, 'd');
}  // namespace

TEST_CASE("ASCII dot-atom addresses are accepted") {
  for (const std::string& address :
       {std::string{"a@b.com"}, std::string{"a@b"}, std::string{"first.last+tag@sub.example.co"},
        std::string{"!#$%&'*+-/=?^_`{|}~@example.com"}, std::string{"1@2.3"}, std::string{"a@x-y.z"},
        longest}) {
    CAPTURE(address);
    CHECK(check_name(NameRule::email, address));
  }
}

TEST_CASE("what is no plain ASCII address is email_invalid") {
  for (const std::string& address : {std::string{},
                                     std::string{"@"},
                                     std::string{"a"},
                                     std::string{"a@"},
                                     std::string{"@b.com"},
                                     std::string{"a@@b.com"},
                                     std::string{"a@b@c.com"},
                                     std::string{"a b@c.com"},
                                     std::string{" a@b.com"},
                                     std::string{"a@b.com "},
                                     std::string{"a@b.com\n"},
                                     std::string{"a@b..com"},
                                     std::string{"a@.com"},
                                     std::string{"a@b.com."},
                                     std::string{".a@b.com"},
                                     std::string{"a.@b.com"},
                                     std::string{"a..b@c.com"},
                                     std::string{"a@-b.com"},
                                     std::string{"a@b-.com"},
                                     std::string{"a@b_c.com"},
                                     std::string{"a@[127.0.0.1]"},
                                     std::string{"\"a\"@b.com"},
                                     std::string{"Ann <a@b.com>"},
                                     std::string{"a,b@c.com"},
                                     std::string{"j\xC3\xB6rg@b.com"},
                                     std::string{"a@b\xC3\xBC.com"},
                                     std::string{"a\0@b.com", 8},
                                     std::string{"a@b.com\0", 8},
                                     std::string{"a\x7f@b.com"},
                                     std::string(65, 'l') + "@b.com",
                                     "a@" + std::string(64, 'd') + ".com",
                                     longest + "d"}) {
    CAPTURE(address);
    CHECK(check_name(NameRule::email, address).error() == fail(Errc::email_invalid));
  }
}

TEST_CASE("a plain name is UTF-8 of 1 to 254 bytes without control characters") {
  for (const std::string& name : {std::string{"x"}, std::string{" Zo\xC3\xAB "}, std::string(254, 'x')}) {
    CAPTURE(name);
    CHECK(check_name(NameRule::exact, name));
  }
  for (const std::string& name :
       {std::string{}, std::string(255, 'x'), std::string{"a\tb"}, std::string{"a\0", 2},
        std::string{"a\x7f"}, std::string{"\xff"}, std::string{"\xC3"}}) {
    CAPTURE(name.size());
    CHECK(check_name(NameRule::exact, name).error() == fail(Errc::member_invalid, "name"));
  }
}

TEST_CASE("the key of an address is its ASCII lower case, that of a plain name the name, for any text") {
  CHECK(name_key(NameRule::email, "A.B@EXAMPLE.Com") == "a.b@example.com");
  CHECK(name_key(NameRule::email, "@[`{\xC3\x84") == "@[`{\xC3\x84");
  CHECK(name_key(NameRule::email, "") == "");
  CHECK(name_key(NameRule::exact, "Ann") == "Ann");
}
