#include "services/auth/jwt_json.h"

#include <set>
#include <utility>

namespace letan::auth {
namespace {

// Looks at what the parser of the library meets, and stops it at the first flaw.
class FlawFinder final : public Json::json_sax_t {
 public:
  explicit FlawFinder(JsonBounds bounds) : bounds_(bounds) {}

  JsonFlaw flaw() const { return flaw_; }

  bool null() override { return Value(); }
  bool boolean(bool) override { return Value(); }
  bool number_integer(number_integer_t) override { return Value(); }
  bool number_unsigned(number_unsigned_t) override { return Value(); }
  bool number_float(number_float_t, const string_t&) override { return Value(); }
  bool string(string_t&) override { return Value(); }
  bool binary(binary_t&) override { return Fail(JsonFlaw::kNotJson); }

  bool start_object(std::size_t) override {
    names_.emplace_back();
    return Open();
  }
  bool key(string_t& name) override {
    return names_.back().insert(name).second || Fail(JsonFlaw::kDuplicate);
  }
  bool end_object() override {
    names_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    if (depth_ == 0) return Fail(JsonFlaw::kNotObject);
    return Open();
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return Fail(JsonFlaw::kNotJson);
  }

 private:
  bool Fail(JsonFlaw flaw) {
    flaw_ = flaw;
    return false;
  }
  bool Count() { return ++values_ <= bounds_.values || Fail(JsonFlaw::kTooComplex); }
  bool Value() { return depth_ > 0 ? Count() : Fail(JsonFlaw::kNotObject); }
  bool Open() {
    if (++depth_ > bounds_.depth) return Fail(JsonFlaw::kTooComplex);
    return Count();
  }

  const JsonBounds bounds_;
  JsonFlaw flaw_ = JsonFlaw::kNone;
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> names_;  // of the objects that are open
};

}  // namespace

JsonFlaw ReadJsonObject(std::string_view text, JsonBounds bounds, Json& object) {
  // The library takes a zero byte for the end, whatever comes behind it, and skips a byte order
  // mark.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) {
    return JsonFlaw::kNotJson;
  }
  FlawFinder finder(bounds);
  const bool read = Json::sax_parse(text.begin(), text.end(), &finder);
  if (finder.flaw() != JsonFlaw::kNone) return finder.flaw();
  if (!read) return JsonFlaw::kNotJson;
  Json parsed = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object()) return JsonFlaw::kNotJson;
  object = std::move(parsed);
  return JsonFlaw::kNone;
}

const Json* FindMember(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

const std::string* FindString(const Json& object, std::string_view name) {
  const Json* member = FindMember(object, name);
  return member == nullptr ? nullptr : member->get_ptr<const std::string*>();
}

std::optional<std::vector<std::string>> StringsOf(const Json& list) {
  if (!list.is_array() || list.empty()) return std::nullopt;
  std::vector<std::string> strings;
  for (const Json& item : list) {
    if (!item.is_string()) return std::nullopt;
    strings.push_back(item.get_ref<const std::string&>());
  }
  return strings;
}

}  // namespace letan::auth
