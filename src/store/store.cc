#include "src/store/store.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace store {

absl::StatusOr<base::Bytes> ReadAll(Found found) {
  if (found.reader == nullptr) return std::move(found.bytes);
  std::string whole;
  whole.reserve(found.size);
  for (;;) {
    absl::StatusOr<std::optional<base::Bytes>> piece = found.reader->Next();
    if (!piece.ok()) return piece.status();
    if (!piece->has_value()) return base::Bytes(std::move(whole));
    whole.append((*piece)->view());
  }
}

absl::Status CheckNamespaceId(std::string_view id) {
  const bool printable =
      std::all_of(id.begin(), id.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!id.empty() && id.size() <= kMaxNamespaceIdBytes && printable) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("a namespace's id is \"", absl::CHexEscape(id.substr(0, kMaxNamespaceIdBytes)),
                   "\"; expected 1 to ", kMaxNamespaceIdBytes, " characters of printable ASCII"));
}

absl::Status CheckWrite(const Write& write) {
  const auto check = [](std::string_view what, size_t size, size_t most) {
    if (size <= most) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(what, " of ", size, " octets; expected at most ", most));
  };
  if (write.key.empty())
    return absl::InvalidArgumentError("an empty key; expected 1 to 512 octets");
  absl::Status status = check("a key", write.key.size(), kMaxKeyBytes);
  status.Update(check("metadata", write.metadata.size(), kMaxMetadataBytes));
  if (write.value) status.Update(check("a value", write.value->size(), kMaxValueBytes));
  return status;
}

}  // namespace store
