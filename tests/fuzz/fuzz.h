#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// Runs one input; aborts when something is wrong. The name and signature are libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// The inputs to begin with. Each fuzzer defines this, and FuzzWords.
std::vector<std::string> FuzzSeeds();
// Pieces that mutations insert whole.
std::vector<std::string> FuzzWords();
