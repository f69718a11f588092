// A JSON object from outside: see json_text.hpp.
#include "json_text.hpp"

#include "io.hpp"

namespace signet_cli {

using namespace signet;

JsonText::JsonText(std::string text, const InputName& name) : text_(std::move(text)) {
  const auto members = scan_object(text_, index_);
  if (!members) throw InputError{name.text + ": " + describe(members.error())};
  size_ = *members;
}

void JsonText::copy_member(JsonWriter& json, std::size_t i) const {
  const JsonValue value = object().value(i);
  json.key(object().name(i));
  value.type == JsonType::string ? json.string(value.text) : json.raw(value.text);
}

}  // namespace signet_cli
