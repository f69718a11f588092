// Command-line arguments: see args.hpp.
#include "args.hpp"

#include <algorithm>
#include <charconv>

namespace signet_cli {
namespace {

bool among(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Args::Args(const std::vector<std::string>& words, const OptionNames& names) {
  bool options = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (!options || word == "-" || !word.starts_with("-")) {
      positional_.emplace_back(word);
      continue;
    }
    if (word == "--") {
      options = false;
      continue;
    }
    const auto equals = word.find('=');
    const std::string name{word.substr(0, equals)};
    if (among(names.flags, name) && equals == std::string_view::npos) {
      flags_[name] = true;
    } else if (!among(names.with_value, name)) {
      throw UsageError{"unknown option " + name};
    } else if (equals != std::string_view::npos) {
      values_[name].emplace_back(word.substr(equals + 1));
    } else if (i + 1 < words.size()) {
      values_[name].push_back(words[++i]);
    } else {
      throw UsageError{name + " needs a value"};
    }
  }
}

std::optional<std::string> Args::value(std::string_view name) const {
  const auto found = values_.find(std::string{name});
  if (found == values_.end()) return std::nullopt;
  if (found->second.size() > 1) throw UsageError{std::string{name} + " was given more than once"};
  return found->second.front();
}

std::string Args::required(std::string_view name) const {
  auto given = value(name);
  if (!given) throw UsageError{std::string{name} + " is needed"};
  return *std::move(given);
}

std::vector<std::string> Args::list(std::string_view name) const {
  std::vector<std::string> items;
  const auto found = values_.find(std::string{name});
  if (found == values_.end()) return items;
  for (const std::string& value : found->second) {
    std::size_t begin = 0;
    for (std::size_t comma = value.find(','); comma != std::string::npos; comma = value.find(',', begin)) {
      items.push_back(value.substr(begin, comma - begin));
      begin = comma + 1;
    }
    items.push_back(value.substr(begin));
  }
  return items;
}

std::optional<std::int64_t> Args::number(std::string_view name, std::int64_t least, std::int64_t most) const {
  const auto text = value(name);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{} || end != text->data() + text->size() || number < least || number > most) {
    throw UsageError{std::string{name} + " takes a whole number from " + std::to_string(least) + " to " +
                     std::to_string(most)};
  }
  return number;
}

std::string Args::single_input() const {
  if (positional_.size() > 1) throw UsageError{"more than one input: " + positional_[1]};
  return positional_.empty() ? "-" : positional_.front();
}

}  // namespace signet_cli
