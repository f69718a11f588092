// Opens flow C's parts.
#include "resource_server/parts_c.hpp"

#include <string>
#include <utility>

#include "common/flow_c.hpp"
#include "common/store_url.hpp"
#include "resource_server/counted_user_names.hpp"
#include "resource_server/flow_c.hpp"
#include "resource_server/login_check.hpp"
#include "signet/core/chrono.hpp"
#include "signet/http/httplib/client_fetcher.hpp"

namespace signet::example {
namespace {

Start<Done> check_login_url(const Options& options) {
  const std::string& url = options.text("demo_login_url");
  if (url.empty() || check_fetch_url(url)) return Done{};
  return Stop{exit_usage,
              "demo_login_url must be https, or http to this machine: http://127.0.0.1:4000/verify"};
}

Start<std::unique_ptr<UserNames>> open_names_at(const SecretBytes& url) {
  auto names = open_postgres_user_names(url.expose_text());
  if (names) return *std::move(names);
  const Error& error = names.error();
  if (error.code() == Errc::store_schema_mismatch) {
    return Stop{exit_failed,
                "demo_users_url: there are no accounts; auth_server makes them when it first starts"};
  }
  if (error == fail(Errc::store_unsupported, "privilege")) {
    return Stop{exit_failed,
                "demo_users_url: its role must be able to read the names of accounts, and nothing else of "
                "them; make it by examples/flows/C/database/names-role.sql"};
  }
  return refused("demo_users_url", error);
}

}  // namespace

std::vector<Option> demo_options_c() {
  std::vector<Option> options{
      {"demo_users_file", OptionKind::text, "",
       "for demos: auth_server's accounts file, whose names GET /users shows to everybody; without it that "
       "is not served"},
      {.key = "demo_users_url",
       .kind = OptionKind::secret,
       .fallback = "",
       .help = "the same for accounts in PostgreSQL: postgresql://…, by a role that may read names and "
               "nothing else (examples/flows/C/database/names-role.sql)"},
      {"demo_login_url", OptionKind::text, "",
       "for demos: auth_server's /verify, which POST /login asks; without it that is not served"},
      {"demo_login_ca_file", OptionKind::text, "",
       "PEM file of roots trusted for demo_login_url; the system's when empty"},
  };
  for (Option& option : options) option.flow = "C";
  return options;
}

Start<Done> PostsPartsC::check(const Options& options) {
  if (auto exact = exact_mode(options); !exact) return exact.stop();
  if (auto verifiers = access_verifiers_c(options); !verifiers) return verifiers.stop();
  if (auto url = read_store_url(options, {.key = "demo_users_url", .file = "demo_users_file"}); !url)
    return url.stop();
  return check_login_url(options);
}

Start<std::unique_ptr<PostsPartsC>> PostsPartsC::open(const Options& options, Reports& reports) {
  if (auto good = check(options); !good) return good.stop();
  Demo demo{.users_file = options.text("demo_users_file")};
  if (const std::string& url = options.text("demo_login_url"); !url.empty()) {
    demo.check_login = [&url, &ca_file = options.text("demo_login_ca_file")](const Request& request) {
      return ask_auth_server(url, ca_file, request);
    };
  }
  return open(options, reports, std::move(demo));
}

Start<std::unique_ptr<PostsPartsC>> PostsPartsC::open(const Options& options, Reports& reports, Demo demo) {
  std::unique_ptr<PostsPartsC> parts{new PostsPartsC(options, reports)};
  auto exact = exact_mode(options);
  if (!exact) return exact.stop();
  parts->exact_ = *exact;
  if (auto loaded = parts->load_keys(); !loaded) return loaded.stop();
  reports.show_keys("verification", [verifiers = &parts->verifiers_] {
    return KeysInUse{.count = verifiers->get()->keys(), .age = verifiers->age()};
  });
  if (auto opened = parts->open_demo(std::move(demo)); !opened) return opened.stop();
  return parts;
}

Start<Done> PostsPartsC::load_keys() {
  auto verifiers = access_verifiers_c(options_);
  if (!verifiers) return verifiers.stop();
  verifiers_.replace(std::make_shared<const Verifiers>(*std::move(verifiers)));
  return Done{};
}

Start<Done> PostsPartsC::open_demo(Demo demo) {
  auto url = read_store_url(options_, {.key = "demo_users_url"});
  if (!url) return url.stop();
  if (!url->empty() || !demo.users_file.empty()) {
    auto names = url->empty() ? open_sqlite_user_names(demo.users_file) : open_names_at(*url);
    if (!names) return names.stop();
    names_ = std::make_unique<CountedUserNames>(*std::move(names), reports_.store_errors("names"));
    log_.say(Level::warning, "demo_users",
             {{"reason", "GET /users shows the names of all accounts to everybody"}});
  }
  check_login_ = std::move(demo.check_login);
  if (check_login_) {
    log_.say(
        Level::warning, "demo_login",
        {{"reason",
          "POST /login takes passwords only to hand them on; clients had better log in at auth_server"}});
  }
  return Done{};
}

Site PostsPartsC::site() {
  Site site;
  add_flow_c(site.router,
             {.verify = [this](std::string_view token) { return verifiers_.get()->verify(token, now()); },
              .realm = options_.text("realm"),
              .exact = exact_,
              .names = names_.get(),
              .check_login = check_login_});
  site.health = {.ready = [] { return true; }, .database = {}};
  if (names_) site.health.database = [this] { return names_->ping(); };
  site.reload = [this] { say_keys(log_, load_keys()); };
  return site;
}

}  // namespace signet::example
