#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"

namespace http {

// The header fields of one message, in order, duplicates kept (RFC 9110 section 5).
//
// Names keep the case they were given; lookups ignore it. All text lies in one block, so that a
// message costs an allocation or two however many fields it has.
class HeaderList {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  HeaderList() = default;
  // Takes over a block of names and values in turn, with a line feed between them; a last name
  // without a value is left out. The caller has checked them as for Add.
  explicit HeaderList(std::string block);

  // Appends a field. The caller has checked that name is a token and value has no CR, LF or NUL.
  void Add(std::string_view name, std::string_view value);
  // Removes every field called `name`.
  void Remove(std::string_view name);
  void Clear();
  // Makes room for so many fields with so many octets of names and values.
  void Reserve(size_t fields, size_t octets);

  // The value of the first field called `name`, or nullopt. Valid until the next change.
  std::optional<std::string_view> Get(std::string_view name) const;
  bool Has(std::string_view name) const { return Get(name).has_value(); }

  size_t size() const { return slots_.size(); }
  bool empty() const { return slots_.empty(); }
  // The i-th field. Valid until the next change.
  Field at(size_t i) const;

 private:
  struct Slot {
    uint32_t offset;
    uint32_t name_size;
    uint32_t value_size;
  };
  static std::string_view ValueOf(const char* text, const Slot& slot) {
    return {text + slot.offset + slot.name_size + 1, slot.value_size};
  }

  // Of each field the name, a line feed and the value.
  std::string text_;
  absl::InlinedVector<Slot, 4> slots_;
};

// The head of a request as it arrived (RFC 9112 section 3).
struct RequestHead {
  std::string method;     // "GET"; case-sensitive
  std::string target;     // origin-form ("/a?b"), or "*" with OPTIONS
  std::string authority;  // from Host or an absolute-form target: "example.com:8787"
  std::string scheme = "http";
  std::string peer_address;  // the client's address: "127.0.0.1", "::1"
  uint16_t peer_port = 0;
  HeaderList headers;

  // The whole URL: scheme "://" authority target.
  std::string Url() const;
};

// The head of a response. Framing (Content-Length, Transfer-Encoding, Connection) belongs to the
// connection that sends it: such fields are ignored here, except Content-Length in an answer to
// HEAD or of a streamed body, where it announces the length.
struct ResponseHead {
  int status = 200;    // 200 to 599; 101 and 1xx are the connection's own business
  std::string reason;  // empty: the status's usual phrase
  HeaderList headers;
};

// The usual reason phrase of a status code (RFC 9110 section 15), or "".
std::string_view ReasonPhrase(int status);

}  // namespace http
