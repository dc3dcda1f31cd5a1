#include "src/http/message.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace http {

HeaderList::HeaderList(std::string block) : text_(std::move(block)) {
  for (size_t begin = 0; begin < text_.size();) {
    const size_t name_end = text_.find('\n', begin);
    if (name_end == text_.npos) return;
    const size_t value_end = std::min(text_.find('\n', name_end + 1), text_.size());
    slots_.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(name_end - begin),
                      static_cast<uint32_t>(value_end - name_end - 1)});
    begin = value_end + 1;
  }
}

void HeaderList::Add(std::string_view name, std::string_view value) {
  slots_.push_back({static_cast<uint32_t>(text_.size()), static_cast<uint32_t>(name.size()),
                    static_cast<uint32_t>(value.size())});
  text_.append(name).append(1, '\n').append(value);
}

void HeaderList::Remove(std::string_view name) {
  HeaderList rest;
  for (size_t i = 0; i < size(); ++i) {
    const Field field = at(i);
    if (!absl::EqualsIgnoreCase(field.name, name)) rest.Add(field.name, field.value);
  }
  if (rest.size() < size()) *this = std::move(rest);
}

void HeaderList::Clear() {
  text_.clear();
  slots_.clear();
}

void HeaderList::Reserve(size_t fields, size_t octets) {
  slots_.reserve(fields);
  text_.reserve(octets);
}

std::optional<std::string_view> HeaderList::Get(std::string_view name) const {
  for (const Slot& slot : slots_) {
    if (slot.name_size != name.size()) continue;
    const std::string_view own(text_.data() + slot.offset, slot.name_size);
    if (absl::EqualsIgnoreCase(own, name)) return ValueOf(text_.data(), slot);
  }
  return std::nullopt;
}

HeaderList::Field HeaderList::at(size_t i) const {
  const Slot& slot = slots_[i];
  return {{text_.data() + slot.offset, slot.name_size}, ValueOf(text_.data(), slot)};
}

std::string RequestHead::Url() const {
  if (target == "*") return absl::StrCat(scheme, "://", authority, "/");
  return absl::StrCat(scheme, "://", authority, target);
}

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 101:
      return "Switching Protocols";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 203:
      return "Non-Authoritative Information";
    case 204:
      return "No Content";
    case 205:
      return "Reset Content";
    case 206:
      return "Partial Content";
    case 207:
      return "Multi-Status";
    case 300:
      return "Multiple Choices";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 407:
      return "Proxy Authentication Required";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 418:
      return "I'm a teapot";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 423:
      return "Locked";
    case 424:
      return "Failed Dependency";
    case 425:
      return "Too Early";
    case 426:
      return "Upgrade Required";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 451:
      return "Unavailable For Legal Reasons";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    case 511:
      return "Network Authentication Required";
    default:
      return "";
  }
}

}  // namespace http
