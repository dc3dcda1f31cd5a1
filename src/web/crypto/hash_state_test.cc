#include "src/web/crypto/hash_state.h"

#include "gtest/gtest.h"
#include "src/web/crypto/test_octets.h"

namespace web {
namespace {

std::string DigestInPieces(std::string_view name, std::initializer_list<std::string_view> pieces) {
  absl::StatusOr<base::Bytes> state = NewHashState(name);
  if (!state.ok()) return state.status().ToString();
  std::string octets(state->view());
  for (std::string_view piece : pieces) {
    absl::Status status = UpdateHashState(
        name, {reinterpret_cast<uint8_t*>(octets.data()), octets.size()}, Span(piece));
    if (!status.ok()) return status.ToString();
  }
  return ToHex(DigestOfHashState(name, Span(octets)));
}

TEST(HashStateTest, PiecesMakeTheDigestOfTheWhole) {
  EXPECT_EQ(DigestInPieces("SHA-1", {"a", "", "bc"}), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(DigestInPieces("SHA-256", {"ab", "c"}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(DigestInPieces("SHA-384", {"abc"}),
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
            "8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(DigestInPieces("SHA-512", {"a", "b", "c"}),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(DigestInPieces("MD5", {}), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(HashStateTest, PiecesMayEndAnywhere) {
  const std::string text(1000, 'x');
  const std::string whole = DigestInPieces("SHA-512", {text});
  for (size_t cut : {1, 63, 64, 65, 127, 128, 129, 999}) {
    EXPECT_EQ(DigestInPieces("SHA-512", {text.substr(0, cut), text.substr(cut)}), whole) << cut;
  }
}

TEST(HashStateTest, RefusesWhatIsNoState) {
  uint8_t octets[300] = {};
  EXPECT_TRUE(absl::IsInvalidArgument(UpdateHashState("SHA-1", octets, Span("x"))));
  EXPECT_TRUE(absl::IsInvalidArgument(DigestOfHashState("SHA-1", {}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(NewHashState("SHA-224").status()));
  // A count of octets that would be out of the block.
  std::string state(NewHashState("SHA-256")->view());
  EXPECT_TRUE(DigestOfHashState("SHA-256", Span(state)).ok());
  state.assign(state.size(), '\xff');
  EXPECT_TRUE(absl::IsInvalidArgument(DigestOfHashState("SHA-256", Span(state)).status()));
}

}  // namespace
}  // namespace web
