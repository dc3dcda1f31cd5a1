#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "src/store/key_code.h"
#include "src/store/record.h"

namespace store {
namespace {

// Octets that UTF-8 has, in no order that is a character's.
std::string RandomKey(std::mt19937& random, size_t least, size_t most) {
  std::string key;
  const size_t size = least + random() % (most - least + 1);
  while (key.size() < size) {
    const auto octet = static_cast<uint8_t>(random() % 4 == 0 ? random() : random() % 3);
    if (octet != 0xc0 && octet != 0xc1 && octet < 0xf5) key.push_back(static_cast<char>(octet));
  }
  return key;
}

TEST(KeyCodeTest, KeysOfEveryLengthComeBack) {
  std::mt19937 random(1);
  for (size_t size = 1; size <= 512; ++size) {
    const std::string key = RandomKey(random, size, size);
    const std::optional<std::string> encoded = EncodeKey(key);
    ASSERT_TRUE(encoded.has_value()) << size;
    EXPECT_LE(encoded->size(), kMaxEncodedKeyBytes);
    EXPECT_EQ(DecodeKey(*encoded), key) << size;
  }
}

TEST(KeyCodeTest, KeepsTheOrderOfKeys) {
  std::mt19937 random(2);
  const std::string shared(380, 'k');
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = shared + RandomKey(random, 0, 132),
                      b = shared + RandomKey(random, 0, 132);
    const std::string encoded_a = EncodeKey(a).value(), encoded_b = EncodeKey(b).value();
    ASSERT_EQ(a < b, encoded_a < encoded_b) << testing::PrintToString(std::pair(a, b));
  }
}

TEST(KeyCodeTest, APrefixComesFirstAtTheSeam) {
  const std::string plain(384, 'k');
  EXPECT_LT(EncodeKey(plain).value(), EncodeKey(plain + '\0').value());
  EXPECT_LT(EncodeKey(plain + '\0').value(), EncodeKey(plain + std::string(2, '\0')).value());
  EXPECT_LT(EncodeKey(plain + "z").value(), EncodeKey(std::string(383, 'k') + "l").value());
}

TEST(KeyCodeTest, RefusesWhatIsTooLongOrNoUtf8) {
  EXPECT_EQ(EncodeKey(std::string(513, 'k')), std::nullopt);
  EXPECT_EQ(EncodeKey("\xff"), std::nullopt);
  EXPECT_EQ(EncodeKey("\xc0"), std::nullopt);
  EXPECT_EQ(DecodeKey("\xff"), std::nullopt);
  EXPECT_EQ(DecodeKey(std::string(400, 'k')), std::nullopt);
  // A number that has no digits at all, and one that has too many.
  EXPECT_EQ(DecodeKey(std::string(384, 'k') + std::string(127, '\0')), std::nullopt);
  EXPECT_EQ(DecodeKey(std::string(384, 'k') + std::string(127, '\xff')), std::nullopt);
}

Record SmallRecord() {
  Record record;
  record.id = 7;
  record.expiration = 1'800'000'000;
  record.metadata = "{\"a\":1}";
  record.value = "value";
  record.value_bytes = 5;
  return record;
}

TEST(RecordTest, ComesBack) {
  const std::string octets = EncodeRecord("key", SmallRecord());
  absl::StatusOr<Record> record = DecodeRecord("key", octets, Check::kAll);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->id, 7U);
  EXPECT_EQ(record->expiration, 1'800'000'000);
  EXPECT_EQ(record->metadata, "{\"a\":1}");
  EXPECT_EQ(record->value, "value");
  EXPECT_FALSE(record->chunked);
}

TEST(RecordTest, EveryChangedBitIsFound) {
  const std::string octets = EncodeRecord("key", SmallRecord());
  for (size_t i = 0; i < octets.size() * 8; ++i) {
    std::string damaged = octets;
    damaged[i / 8] = static_cast<char>(damaged[i / 8] ^ (1 << (i % 8)));
    EXPECT_TRUE(absl::IsDataLoss(DecodeRecord("key", damaged, Check::kAll).status())) << i;
  }
  for (size_t size = 0; size < octets.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(
        DecodeRecord("key", std::string_view(octets).substr(0, size), Check::kAll).status()));
  }
  EXPECT_TRUE(absl::IsDataLoss(DecodeRecord("other", octets, Check::kHead).status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeRecord("key", octets + "x", Check::kHead).status()));
}

TEST(RecordTest, ChunksKnowTheirPlace) {
  const std::string octets = EncodeChunk("place 1", "contents");
  EXPECT_EQ(DecodeChunk("place 1", octets).value(), "contents");
  EXPECT_TRUE(absl::IsDataLoss(DecodeChunk("place 2", octets).status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeChunk("place 1", octets + "x").status()));
  EXPECT_TRUE(absl::IsDataLoss(DecodeChunk("place 1", "abc").status()));
}

TEST(RecordTest, NamespacesComeBack) {
  const std::string octets = EncodeNamespace("id", {3, 400, 5, 1'700'000'000, "title"});
  absl::StatusOr<NamespaceRecord> record = DecodeNamespace("id", octets);
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->keys, 3U);
  EXPECT_EQ(record->bytes, 400U);
  EXPECT_EQ(record->last_id, 5U);
  EXPECT_EQ(record->created, 1'700'000'000);
  EXPECT_EQ(record->title, "title");
  EXPECT_FALSE(DecodeNamespace("other", octets).ok());
}

TEST(RecordTest, OrderedNumbersAreInOrder) {
  std::string previous;
  for (uint64_t number : {0ULL, 1ULL, 255ULL, 256ULL, 1ULL << 40, ~0ULL}) {
    std::string octets;
    AppendOrdered(number, octets);
    EXPECT_EQ(ReadOrdered(octets), number);
    EXPECT_LT(previous, octets);
    previous = octets;
  }
}

}  // namespace
}  // namespace store
