#include "src/host/console.h"

#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace host {
namespace {

void AppendSafe(char c, std::string& line) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (c == '\n') {
    line += "\\n";
  } else if (c == '\r') {
    line += "\\r";
  } else if (c == '\t') {
    line += "\\t";
  } else if (byte >= 0x80 && byte < 0xa0 && line.ends_with('\xc2')) {
    // U+0080 to U+009F, which terminals take for escape sequences' beginnings.
    line.pop_back();
    line += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  } else if (byte < 0x20 || byte == 0x7f) {
    line += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
  } else {
    line += c;
  }
}

}  // namespace

void Console::Out(std::string_view text) { Write(out_, text); }
void Console::Error(std::string_view text) { Write(err_, text); }

void Console::SetSilent(bool silent) {
  absl::MutexLock lock(mutex_);
  silent_ = silent;
}

std::string Console::Paint(std::string_view colour, std::string_view text) const {
  return colour_ ? absl::StrCat("\x1b[", colour, "m", text, "\x1b[0m") : std::string(text);
}

void Console::Write(int to, std::string_view text) {
  absl::MutexLock lock(mutex_);
  if (silent_) return;
  while (!text.empty()) {
    const ssize_t count = write(to, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // nobody reads any more
    text.remove_prefix(count);
  }
}

std::string OneLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (char c : text) AppendSafe(c, line);
  return line;
}

std::string Quoted(std::string_view text) {
  std::string line = "\"";
  line.reserve(text.size() + 2);
  for (char c : text) {
    if (c == '"' || c == '\\') line += '\\';
    AppendSafe(c, line);
  }
  line += '"';
  return line;
}

}  // namespace host
