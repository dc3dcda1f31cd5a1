#include "src/host/jsonc.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"

namespace host {
namespace {

// The offset behind the string whose opening quote stands at `i`.
size_t SkipString(std::string_view text, size_t i) {
  for (++i; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return text.size();
}

// The offset behind the comment at `i`, or `i` when none begins there.
size_t SkipComment(std::string_view text, size_t i) {
  const std::string_view rest = text.substr(i);
  if (absl::StartsWith(rest, "//")) {
    const size_t end = rest.find('\n');
    return end == rest.npos ? text.size() : i + end;
  }
  if (absl::StartsWith(rest, "/*")) {
    const size_t end = rest.find("*/", 2);
    // A comment without an end stays, and is refused where it begins.
    return end == rest.npos ? i : i + end + 2;
  }
  return i;
}

// A JSON text as nlohmann's parser reads it, which tells how far the parser has come.
class TrackingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  TrackingIterator(const char* at, const char** seen) : at_(at), seen_(seen) {}
  reference operator*() const { return *at_; }
  TrackingIterator& operator++() {
    *seen_ = ++at_;
    return *this;
  }
  TrackingIterator operator++(int) {
    TrackingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const TrackingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const TrackingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** seen_;
};

// Builds a ConfigValue from nlohmann's events. Returning false ends the parse.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, std::string_view file) : text_(text), file_(file) {
    seen_ = text.data();
  }

  const char** seen() { return &seen_; }
  absl::StatusOr<ConfigValue> Take() {
    if (error_.ok()) return std::move(root_);
    return error_;
  }

  bool null() override { return Add(ConfigValue(), 4); }
  bool boolean(bool value) override {
    ConfigValue node;
    node.kind = ConfigValue::Kind::kBoolean;
    node.boolean = value;
    return Add(std::move(node), value ? 4 : 5);
  }
  bool number_integer(int64_t value) override { return AddNumber(absl::StrCat(value)); }
  bool number_unsigned(uint64_t value) override { return AddNumber(absl::StrCat(value)); }
  bool number_float(double, const std::string& written) override { return AddNumber(written); }
  bool string(std::string& value) override {
    ConfigValue node = ConfigValue::String(value);
    return AddAt(std::move(node), StringStart());
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }

  bool start_object(size_t) override { return Open(ConfigValue::Kind::kObject); }
  bool start_array(size_t) override { return Open(ConfigValue::Kind::kArray); }
  bool end_object() override { return Close(); }
  bool end_array() override { return Close(); }
  bool key(std::string& key) override {
    const Place place = PlaceOf(StringStart());
    if (!keys_.back().insert(key).second) {
      return Fail(place, absl::StrCat("the key \"", key, "\" stands here a second time"));
    }
    open_.back()->members.push_back({key, place, ConfigValue()});
    return true;
  }

  bool parse_error(size_t position, const std::string&,
                   const nlohmann::detail::exception& exception) override {
    // "[json.exception...] parse error at line 1, column 2: syntax error while ... - unexpected x"
    std::string what = exception.what();
    if (size_t at = what.find(" - "); at != what.npos) {
      what.erase(0, at + 3);
    } else if (size_t at = what.find("] "); at != what.npos) {
      what.erase(0, at + 2);
    }
    // The parser's idea of what it read last may go back several lines.
    if (size_t at = what.find("; last read: "); at != what.npos) {
      what.erase(at, what.rfind("'") + 1 - at);
    }
    const size_t offset = std::min(position > 0 ? position - 1 : 0, text_.size());
    return Fail(PlaceOf(text_.data() + offset), absl::StrCat("not valid JSON: ", what));
  }

 private:
  bool Fail(Place place, std::string_view message) {
    if (error_.ok()) error_ = absl::InvalidArgumentError(AtPlace(file_, place, message));
    return false;
  }

  // The opening quote of the string whose closing quote was read last.
  const char* StringStart() const {
    const char* at = seen_ - 1;
    while (at > text_.data()) {
      --at;
      if (*at != '"') continue;
      const char* slash = at;
      while (slash > text_.data() && slash[-1] == '\\') --slash;
      if ((at - slash) % 2 == 0) return at;
    }
    return at;
  }

  Place PlaceOf(const char* at) {
    // Places are asked for in the file's order, except by errors.
    if (at < counted_) counted_ = text_.data(), place_ = {1, 1};
    for (; counted_ < at; ++counted_) {
      if (*counted_ == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if ((*counted_ & 0xC0) != 0x80) {
        ++place_.column;
      }
    }
    return place_;
  }

  bool AddNumber(std::string written) {
    // The parser has looked at one character more, unless the text is at its end.
    const char* end = seen_;
    while (end > text_.data() && !absl::ascii_isdigit(end[-1])) --end;
    const char* start = end;
    while (start > text_.data() && (absl::ascii_isalnum(start[-1]) || start[-1] == '.' ||
                                    start[-1] == '-' || start[-1] == '+')) {
      --start;
    }
    ConfigValue node;
    node.kind = ConfigValue::Kind::kNumber;
    node.text = std::move(written);
    return AddAt(std::move(node), start);
  }
  bool Add(ConfigValue node, size_t size) { return AddAt(std::move(node), seen_ - size); }
  bool AddAt(ConfigValue node, const char* start) {
    node.place = PlaceOf(start);
    Place_(std::move(node));
    return true;
  }
  ConfigValue* Place_(ConfigValue node) {
    ConfigValue* slot = &root_;
    if (!open_.empty()) {
      ConfigValue& parent = *open_.back();
      if (parent.kind == ConfigValue::Kind::kArray) {
        slot = &parent.items.emplace_back();
      } else {
        slot = &parent.members.back().value;
      }
    }
    *slot = std::move(node);
    return slot;
  }
  bool Open(ConfigValue::Kind kind) {
    ConfigValue node;
    node.kind = kind;
    node.place = PlaceOf(seen_ - 1);
    if (open_.size() >= kMaxConfigDepth) {
      return Fail(node.place, absl::StrCat("nested more than ", kMaxConfigDepth, " deep"));
    }
    // A parent's vector does not grow while one of its items is open, so the pointer stays good.
    open_.push_back(Place_(std::move(node)));
    keys_.emplace_back();
    return true;
  }
  bool Close() {
    open_.pop_back();
    keys_.pop_back();
    return true;
  }

  std::string_view text_;
  std::string_view file_;
  const char* seen_;
  const char* counted_ = text_.data();
  Place place_ = {1, 1};
  ConfigValue root_;
  std::vector<ConfigValue*> open_;
  std::vector<absl::flat_hash_set<std::string>> keys_;  // of each that is open
  absl::Status error_;
};

}  // namespace

std::string BlankJsoncExtras(std::string_view text) {
  std::string json(text);
  std::optional<size_t> comma;  // a comma after which nothing has come yet
  char before = 0;              // the last significant character
  auto blank = [&json](size_t begin, size_t end) {
    for (; begin < end; ++begin) {
      if (json[begin] != '\n' && json[begin] != '\r') json[begin] = ' ';
    }
  };
  for (size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (absl::ascii_isspace(c)) {
      ++i;
      continue;
    }
    if (size_t end = SkipComment(text, i); end != i) {
      blank(i, end);
      i = end;
      continue;
    }
    if ((c == '}' || c == ']') && comma.has_value()) json[*comma] = ' ';
    const bool may_trail = before != 0 && before != ',' && before != '[' && before != '{';
    comma = c == ',' && may_trail ? std::optional<size_t>(i) : std::nullopt;
    before = c;
    i = c == '"' ? SkipString(text, i) : i + 1;
  }
  return json;
}

absl::StatusOr<ConfigValue> ParseJsonc(std::string_view text, std::string_view file) {
  const std::string json = BlankJsoncExtras(text);
  TreeBuilder builder(json, file);
  const char* end = json.data() + json.size();
  nlohmann::json::sax_parse(TrackingIterator(json.data(), builder.seen()),
                            TrackingIterator(end, builder.seen()), &builder);
  return builder.Take();
}

}  // namespace host
