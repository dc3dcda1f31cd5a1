#include "src/cli/dev_keys.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cctype>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cli {
namespace {

// The terminal's own scrollback goes, too (ECMA-48, and xterm's 3J).
constexpr std::string_view kClear = "\x1b[2J\x1b[3J\x1b[H";

// What has the desktop open a URL.
std::optional<std::string> FindOpener(std::string_view search_path) {
  for (const char* name : {"xdg-open", "open"}) {
    for (std::string_view folder : absl::StrSplit(search_path, ':', absl::SkipEmpty())) {
      std::string path = absl::StrCat(folder, "/", name);
      if (access(path.c_str(), X_OK) == 0) return path;
    }
  }
  return std::nullopt;
}

// Starts it in a session of its own, for it may become the browser. 0, or an errno value.
int StartDetached(const std::string& program, const std::string& url, pid_t* pid) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::vector<char*> arguments = {const_cast<char*>(program.c_str()),
                                  const_cast<char*>(url.c_str()), nullptr};
  const int error =
      posix_spawn(pid, program.c_str(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error;
}

}  // namespace

DevKeys::DevKeys(loop::Loop& loop, host::Console& console, Options options)
    : loop_(loop), console_(console), options_(std::move(options)) {}

std::string DevKeys::Help() const {
  std::string text;
  for (const auto& [key, what] :
       std::initializer_list<std::pair<const char*, const char*>>{{"b", "open a browser"},
                                                                  {"d", "DevTools"},
                                                                  {"c", "clear"},
                                                                  {"r", "restart"},
                                                                  {"x", "exit"}}) {
    absl::StrAppend(&text, text.empty() ? "" : "  ",
                    console_.Paint("1", absl::StrCat("[", key, "]")), " ", what);
  }
  return text + "\n";
}

void DevKeys::OnKey(char key) {
  switch (std::tolower(static_cast<unsigned char>(key))) {
    case 'b':
      return Open(options_.url);
    case 'd': {
      const std::string url = options_.devtools_url ? options_.devtools_url() : "";
      if (url.empty()) return console_.Out("There are no DevTools here\n");
      // Chrome takes such a URL from its own address bar alone.
      return console_.Out(absl::StrCat("DevTools: open ", url, " in Chrome\n"));
    }
    case 'c':
      return console_.Out(absl::StrCat(kClear, Help()));
    case 'r':
      return options_.restart();
    case 'x':
    case 'q':
      return options_.quit();
    case '?':
    case 'h':
      return console_.Out(Help());
    default:
      return;
  }
}

void DevKeys::Open(const std::string& url) {
  const std::optional<std::string> opener = FindOpener(options_.search_path);
  if (!opener.has_value()) {
    return console_.Out(absl::StrCat("Open ", url, " in a browser (xdg-open was not found)\n"));
  }
  pid_t pid = -1;
  if (const int error = StartDetached(*opener, url, &pid); error != 0) {
    return console_.Out(
        absl::StrCat("Open ", url, " in a browser (", *opener, ": ", strerror(error), ")\n"));
  }
  console_.Out(absl::StrCat("Opening ", url, "\n"));
  auto child = loop::Child::Adopt(loop_, pid, [](int) {});
  if (child.ok()) opener_ = *std::move(child);
}

}  // namespace cli
