#pragma once

// Writing a store's file anew, without the room that nothing is in.
//
// LMDB can copy a file that is in use, but nothing can put the copy in its place: who has the file
// open goes on writing to the old one, and what was committed since the copy began is not in the
// new one. So a file that is in use is compacted by the next process that finds it open nowhere.

#include <cstdint>
#include <string>

#include "absl/status/status.h"

namespace store {

// Whether a process has the store in `folder` open.
bool IsOpenSomewhere(const std::string& folder);

// Writes the file anew. Nobody may have the store open: kFailedPrecondition. The file should have
// been checked (CheckFile), and all of it sound. `before` and `after` become its size in octets.
absl::Status CompactFile(const std::string& folder, uint64_t* before, uint64_t* after);

// Leaves word in `folder`, which exists, that its file is to be compacted when that can be done;
// takes it back; and whether there is such word.
absl::Status AskForCompaction(const std::string& folder);
absl::Status WithdrawCompaction(const std::string& folder);
bool IsCompactionAskedFor(const std::string& folder);

}  // namespace store
