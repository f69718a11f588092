#include "signet/http/client_address.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

using namespace signet;

namespace {

TrustedProxies trusting(std::vector<std::string> entries) {
  auto parsed = TrustedProxies::parse(entries);
  REQUIRE(parsed.has_value());
  return *parsed;
}

IpAddress address(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  REQUIRE(parsed.has_value());
  return *parsed;
}

HeaderFields forwarded(std::initializer_list<const char*> values) {
  HeaderFields headers;
  for (const char* value : values) headers.add("X-Forwarded-For", value);
  return headers;
}

}  // namespace

TEST_CASE("an address is read in its standard forms and written in the canonical one") {
  struct Row {
    const char* text;
    const char* canonical;
  };
  for (const Row row :
       {Row{"192.0.2.1", "192.0.2.1"}, Row{"2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"},
        Row{"::1", "::1"}, Row{"::ffff:192.0.2.1", "192.0.2.1"}}) {  // RFC 4291 §2.2, RFC 5952 §4
    CAPTURE(row.text);
    const auto address = IpAddress::parse(row.text);
    REQUIRE(address.has_value());
    CHECK(address->text() == row.canonical);
  }
}

TEST_CASE("anything but one plain address is refused") {
  const std::vector<std::string> texts{"",
                                       "192.0.2",
                                       "192.0.2.256",
                                       "192.0.2.1:80",
                                       "0x7f.0.0.1",
                                       "127.1",
                                       "[::1]",
                                       "fe80::1%1",
                                       " 192.0.2.1",
                                       "192.0.2.1 ",
                                       "unknown",
                                       "_hidden",
                                       "1.2.3.4.5",
                                       std::string{"192.0.2.1\0", 10},
                                       std::string(100, '1')};
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK(IpAddress::parse(text).error() == fail(Errc::option_invalid));
  }
}

TEST_CASE("loopback is 127/8 and ::1, also in its IPv4-mapped form") {
  for (const char* text : {"127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"}) {
    CAPTURE(text);
    CHECK(address(text).is_loopback());
  }
  for (const char* text : {"128.0.0.1", "126.255.255.255", "::2", "::", "1::1"}) {
    CAPTURE(text);
    CHECK_FALSE(address(text).is_loopback());
  }
}

TEST_CASE("a range holds its first and its last address and not the ones beside them") {
  const auto trusted = trusting({"10.0.0.0/9", "192.0.2.7", "2001:db8::/33", "::1/128"});
  for (const char* text : {"10.0.0.0", "10.127.255.255", "192.0.2.7",
                           "2001:db8::", "2001:db8:7fff:ffff::", "::1", "::ffff:10.0.0.1"}) {
    CAPTURE(text);
    CHECK(trusted.contains(address(text)));
  }
  for (const char* text :
       {"9.255.255.255", "10.128.0.0", "192.0.2.6", "192.0.2.8", "2001:db8:8000::", "::2"}) {
    CAPTURE(text);
    CHECK_FALSE(trusted.contains(address(text)));
  }
}

TEST_CASE("a range that is no range, or has host bits, is refused") {
  for (const char* text : {"10.0.0.1/8", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/+8",
                           "10.0.0.0/8/8", "nginx", ""}) {
    CAPTURE(text);
    const std::vector<std::string> entries{text};
    CHECK(TrustedProxies::parse(entries).error() == fail(Errc::option_invalid, "trusted_proxies"));
  }
}

TEST_CASE("the headers of an untrusted peer are not read, malformed or not") {
  CHECK(*client_address("192.0.2.1", forwarded({"198.51.100.9"}), {}) == "192.0.2.1");
  CHECK(*client_address("127.0.0.1", forwarded({"rubbish"}), {}) == "127.0.0.1");
}

TEST_CASE("behind trusted proxies the right-most address that is not one of them is the client") {
  const auto trusted = trusting({"10.0.0.0/8"});
  struct Row {
    HeaderFields headers;
    const char* client;
  };
  for (const Row& row : {Row{forwarded({"198.51.100.9"}), "198.51.100.9"},
                         Row{forwarded({"203.0.113.5, 198.51.100.9"}), "198.51.100.9"},
                         Row{forwarded({"203.0.113.5", "198.51.100.9 ,\t10.0.0.2"}), "198.51.100.9"},
                         Row{forwarded({"10.0.0.3, 10.0.0.2"}), "10.0.0.3"},
                         Row{forwarded({"2001:DB8::1"}), "2001:db8::1"}, Row{HeaderFields{}, "10.0.0.1"}}) {
    CAPTURE(row.client);
    CHECK(*client_address("10.0.0.1", row.headers, trusted) == row.client);
  }
}

TEST_CASE("a Unix socket is trusted from the start") {
  CHECK(*client_address("", forwarded({"198.51.100.9"}), {}) == "198.51.100.9");
  CHECK(*client_address("", {}, {}) == "unix");
}

TEST_CASE("a malformed X-Forwarded-For from a trusted peer is refused") {
  for (const char* value : {"", "unknown", "198.51.100.9:4711", "198.51.100.9,", ",198.51.100.9", "1 2",
                            "rubbish, 198.51.100.9", "[2001:db8::1]"}) {
    CAPTURE(value);
    CHECK(client_address("", forwarded({value}), {}).error() ==
          fail(Errc::request_malformed, "x-forwarded-for"));
  }
}

TEST_CASE("throttling counts an IPv6 subscriber by its /64") {
  CHECK(throttle_source("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
  CHECK(throttle_source("192.0.2.1") == "192.0.2.1");
  CHECK(throttle_source("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(throttle_source("unix") == "unix");
}
