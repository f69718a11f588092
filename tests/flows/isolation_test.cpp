// The isolation matrix (rulings 1): each kind of token of each flow at each verifying route of each flow.
#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/answers.hpp"
#include "flows/client.hpp"
#include "flows/service.hpp"
#include "flows/users_database.hpp"

using namespace signet::test;

namespace {

using Environment = std::vector<std::pair<std::string, std::string>>;

std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }

std::string object(const std::string& name, const std::string& value) {
  return R"({")" + name + R"(":")" + value + R"("})";
}

/// The secrets of the flows. An empty one of B: it signs with an RSA key of its own.
struct Secrets {
  std::string a;
  std::string b;
  std::string c;          ///< of access tokens
  std::string c_refresh;  ///< never the same: start-up refuses that
  std::string d;
};

/// What the servers find when they start.
struct Ground {
  explicit Ground(const Secrets& secrets) {
    seed_users(folder.path() + "/users.db");
    std::filesystem::create_directory(folder.path() + "/secrets");
    folder.write({"secrets/jwt_key", secrets.d + "\n"});
    folder.write({"config.yml", "open_login: true\n"});
  }
  std::string path(const std::string& name) const { return folder.path() + "/" + name; }

  TemporaryFolder folder;
};

/// All flows at once, each on listeners of its own.
struct Town {
  explicit Town(Secrets with) : secrets(std::move(with)) {}

  Environment of_b() const {
    return secrets.b.empty() ? Environment{} : Environment{{"JWT_SECRET", secrets.b}};
  }
  Launch users_b() const {
    Launch launch{"resource_server", {}, of_b()};
    if (secrets.b.empty()) launch.arguments = {"--jwks-url", auth_b.url() + "/.well-known/jwks.json"};
    return launch;
  }

  Environment of_c() const {
    return {{"ACCESS_TOKEN_SECRET", secrets.c}, {"REFRESH_TOKEN_SECRET", secrets.c_refresh}};
  }

  Secrets secrets;
  Ground ground{secrets};
  ServiceProcess auth_a{{"auth_server",
                         {"--flow", "A", "--hash-deadline-ms", "60000"},
                         {{"DATABASE_URL", ground.path("users.db")}, {"JWT_SECRET", secrets.a}},
                         false}};
  ServiceProcess api_a{
      {"resource_server", {"--flow", "A"}, {{"JWT_SECRET", secrets.a}, {"PROFILE_DELAY_MS", "0"}}, false}};
  ServiceProcess auth_b{
      {"auth_server",
       {"--refresh", "--argon2-memory-kib", "8", "--hash-workers", "1", "--hash-deadline-ms", "60000"},
       of_b()}};
  ServiceProcess profiles_b{users_b()};
  // Modern, since in exact mode a logout is 204 whatever is shown to it.
  ServiceProcess auth_c{{"auth_server",
                         {"--flow=C", "--mode=modern", "--open-login", "--argon2-memory-kib=8",
                          "--hash-workers=1", "--hash-deadline-ms=60000"},
                         of_c()}};
  ServiceProcess posts_c{{"resource_server", {"--flow=C"}, {{"ACCESS_TOKEN_SECRET", secrets.c}}, false}};
  ServiceProcess server_d{{"refresh_server",
                           {"--config", ground.path("config.yml"), "--secrets-folder", ground.path("secrets"),
                            "--store", "sqlite:" + ground.path("sessions.db")},
                           {},
                           false}};
};

std::string log_in_a(const Town& town) {
  const Answer answer =
      send_request(town.auth_a.port(), "POST", "/login", R"({"username":"alice","password":"password123"})");
  REQUIRE(answer.status == 200);
  return member(answer.body, "token");
}

Answer log_in_b(const Town& town) {
  const std::string ada = R"({"email":"a@b.com","password":"S3cureP@ss"})";
  send_request(town.auth_b.port(), "POST", "/auth/register", ada);
  Answer answer = send_request(town.auth_b.port(), "POST", "/auth/login", ada);
  REQUIRE(answer.status == 200);
  return answer;
}

Answer log_in_c(const Town& town) {
  Answer answer =
      send_request(town.auth_c.port(), "POST", "/login", R"({"username":"ada","password":"S3cureP@ss"})");
  REQUIRE(answer.status == 200);
  return answer;
}

Answer log_in_d(const Town& town) {
  Answer answer = send_request(town.server_d.port(), "POST", "/login", R"({"user_id":1})");
  REQUIRE(answer.status == 200);
  return answer;
}

/// A kind of token, made afresh for each door: some doors end what they accept.
struct Kind {
  const char* name;
  std::string (*make)(const Town&);
  const char* opens;  ///< a letter for each door: `+` where the token is accepted
};

const std::array kinds{
    Kind{"A access ", [](const Town& town) { return log_in_a(town); }, "++---------"},
    Kind{"B access ", [](const Town& town) { return member(log_in_b(town).body, "access_token"); },
         "--+--------"},
    Kind{"B refresh", [](const Town& town) { return member(log_in_b(town).body, "refresh_token"); },
         "---++------"},
    Kind{"C access ", [](const Town& town) { return member(log_in_c(town).body, "access_token"); },
         "-----+-----"},
    Kind{"C refresh", [](const Town& town) { return member(log_in_c(town).body, "refresh_token"); },
         "------++---"},
    // D documents that any well-signed token of a session may end it.
    Kind{"D access ", [](const Town& town) { return member(log_in_d(town).body, "access"); }, "--------+-+"},
    Kind{"D refresh", [](const Town& town) { return member(log_in_d(town).body, "refresh"); }, "---------++"},
};

/// A route that verifies a token: what it answers to one.
struct Door {
  const char* name;
  int (*present)(const Town&, const std::string& token);
  int refuses_with;
};

const std::array doors{
    Door{"A GET /validate",
         [](const Town& town, const std::string& token) {
           return send_request(town.auth_a.port(), "GET", "/validate", "", bearer(token)).status;
         },
         401},
    Door{"A GET /api/v1/user/profile",
         [](const Town& town, const std::string& token) {
           return send_request(town.api_a.port(), "GET", "/api/v1/user/profile", "", bearer(token)).status;
         },
         401},
    Door{"B GET /users",
         [](const Town& town, const std::string& token) {
           return send_request(town.profiles_b.port(), "GET", "/users", "", bearer(token)).status;
         },
         401},
    Door{"B POST /auth/refresh",
         [](const Town& town, const std::string& token) {
           return send_request(town.auth_b.port(), "POST", "/auth/refresh", object("refresh_token", token))
               .status;
         },
         400},
    Door{"B POST /auth/logout",
         [](const Town& town, const std::string& token) {
           return send_request(town.auth_b.port(), "POST", "/auth/logout", object("refresh_token", token))
               .status;
         },
         400},
    Door{"C GET /posts",
         [](const Town& town, const std::string& token) {
           return send_request(town.posts_c.port(), "GET", "/posts", "", bearer(token)).status;
         },
         403},
    Door{"C POST /token",
         [](const Town& town, const std::string& token) {
           return send_request(town.auth_c.port(), "POST", "/token", object("refresh_token", token)).status;
         },
         400},
    Door{
        "C DELETE /logout",
        [](const Town& town, const std::string& token) {
          return send_request(town.auth_c.port(), "DELETE", "/logout", object("refresh_token", token)).status;
        },
        400},
    Door{"D GET /authenticate",
         [](const Town& town, const std::string& token) {
           return send_request(town.server_d.port(), "GET", "/authenticate", "", bearer(token)).status;
         },
         400},
    Door{"D POST /refresh",
         [](const Town& town, const std::string& token) {
           return send_request(town.server_d.port(), "POST", "/refresh", object("refresh", token)).status;
         },
         500},
    Door{"D POST /logout",
         [](const Town& town, const std::string& token) {
           return send_request(town.server_d.port(), "POST", "/logout", "", bearer(token)).status;
         },
         500},
};

bool accepted(int status) { return status == 200 || status == 204; }

/// Tries every token at every door. @return the matrix as a table, for people
std::string walk_matrix(const Town& town) {
  std::string table = "\n";
  for (const Kind& kind : kinds) {
    table += std::string{kind.name} + " ";
    for (std::size_t i = 0; i < doors.size(); ++i) {
      const Door& door = doors[i];
      CAPTURE(kind.name);
      CAPTURE(door.name);
      const int status = door.present(town, kind.make(town));
      table += " " + std::to_string(status);
      CHECK(accepted(status) == (kind.opens[i] == '+'));
      if (!accepted(status)) CHECK(status == door.refuses_with);
    }
    table += "\n";
  }
  return table;
}

constexpr const char* one = "0123456789abcdef0123456789abcdef";
constexpr const char* two = "fedcba9876543210fedcba9876543210";
constexpr const char* three = "00112233445566778899aabbccddeeff";
constexpr const char* four = "ffeeddccbbaa99887766554433221100";

}  // namespace

TEST_CASE("T34: a token opens the doors of its own flow and kind, and no other") {
  const Town town{{.a = one, .b = "", .c = three, .c_refresh = four, .d = two}};
  REQUIRE(town.profiles_b.wait_for_log("keys_loaded"));
  MESSAGE(walk_matrix(town));
}

// The mistake that start-up cannot see, since the servers run apart: policies must keep the flows apart then.
TEST_CASE("T34: even where an operator gave all flows one secret, a token opens no other flow's door") {
  const Town town{{.a = one, .b = one, .c = one, .c_refresh = two, .d = one}};
  MESSAGE(walk_matrix(town));
}

TEST_CASE("T34: nor where the secret of the others is that of flow C's refresh tokens") {
  const Town town{{.a = one, .b = one, .c = two, .c_refresh = one, .d = one}};
  MESSAGE(walk_matrix(town));
}
