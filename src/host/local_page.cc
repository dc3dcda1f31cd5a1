#include "src/host/local_page.h"

#include <utility>

// In local_page.S.
extern "C" const char atoll_local_html[];
extern "C" const char atoll_local_html_end[];
extern "C" const char atoll_local_icon[];
extern "C" const char atoll_local_icon_end[];
extern "C" const char atoll_local_css[];
extern "C" const char atoll_local_css_end[];
extern "C" const char atoll_local_js[];
extern "C" const char atoll_local_js_end[];
extern "C" const char atoll_local_words_js[];
extern "C" const char atoll_local_words_js_end[];
extern "C" const char atoll_local_requests_js[];
extern "C" const char atoll_local_requests_js_end[];
extern "C" const char atoll_local_kv_js[];
extern "C" const char atoll_local_kv_js_end[];
extern "C" const char atoll_local_kv_form_js[];
extern "C" const char atoll_local_kv_form_js_end[];
extern "C" const char atoll_local_dom_js[];
extern "C" const char atoll_local_dom_js_end[];
extern "C" const char atoll_local_crons_js[];
extern "C" const char atoll_local_crons_js_end[];

namespace host {
namespace {

constexpr std::string_view kScript = "text/javascript; charset=utf-8";

std::string_view Between(const char* begin, const char* end) {
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

std::optional<LocalFile> FindLocalFile(std::string_view path) {
  const std::pair<std::string_view, LocalFile> files[] = {
      {"", {"text/html; charset=utf-8", Between(atoll_local_html, atoll_local_html_end)}},
      {"icon.svg", {"image/svg+xml", Between(atoll_local_icon, atoll_local_icon_end)}},
      {"style.css", {"text/css; charset=utf-8", Between(atoll_local_css, atoll_local_css_end)}},
      {"app.js", {kScript, Between(atoll_local_js, atoll_local_js_end)}},
      {"dom.js", {kScript, Between(atoll_local_dom_js, atoll_local_dom_js_end)}},
      {"words.js", {kScript, Between(atoll_local_words_js, atoll_local_words_js_end)}},
      {"requests.js", {kScript, Between(atoll_local_requests_js, atoll_local_requests_js_end)}},
      {"kv.js", {kScript, Between(atoll_local_kv_js, atoll_local_kv_js_end)}},
      {"kv_form.js", {kScript, Between(atoll_local_kv_form_js, atoll_local_kv_form_js_end)}},
      {"crons.js", {kScript, Between(atoll_local_crons_js, atoll_local_crons_js_end)}},
  };
  for (const auto& [name, file] : files) {
    if (name == path) return file;
  }
  return std::nullopt;
}

}  // namespace host
