#include "src/cache/answer.h"

#include "absl/strings/str_cat.h"

namespace cache {

Selection SelectStored(const http::HeaderList& request, const StoredHead& stored, uint64_t length) {
  const int status = stored.head.status;
  if (status != 200) return {status, {0, length}};
  if (!stored.encoded || !stored.head.headers.Has("content-encoding")) {
    return Select(request, stored.head.headers, length);
  }
  // Whoever gets these octets has the coding taken off: a part would be of no use.
  http::HeaderList whole = request;
  whole.Remove("range");
  return Select(whole, stored.head.headers, length);
}

http::ResponseHead Answer(const StoredHead& stored, const Selection& selection, uint64_t length,
                          int64_t now_millis, std::string_view word) {
  http::ResponseHead head = stored.head;
  if (selection.status != stored.head.status) {
    head.status = selection.status;
    head.reason.clear();
  }
  const int status = selection.status;
  if (status == 206) {
    const Part& part = selection.part;
    head.headers.Add("content-range", absl::StrCat("bytes ", part.offset, "-",
                                                   part.offset + part.length - 1, "/", length));
  } else if (status == 416) {
    head.headers.Add("content-range", absl::StrCat("bytes */", length));
  }
  if (status != 304 && status != 204 && status != 205) {
    head.headers.Add("content-length", absl::StrCat(selection.part.length));
  }
  head.headers.Add("age", absl::StrCat(stored.AgeAt(now_millis)));
  head.headers.Add("cf-cache-status", word);
  return head;
}

}  // namespace cache
