#include "src/cli/types_secrets.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/host/test_folder.h"

namespace cli {
namespace {

using Names = std::vector<std::string>;

TEST(SecretNames, ReadsTheNamesOfAFile) {
  EXPECT_EQ(
      SecretNames("# KEY=no\nA=1\r\n export B = \"x=y\"\n\nA=2\nno name=1\nnothing\n1X=1\nC="),
      (Names{"A", "B", "C"}));
}

TEST(SecretNames, QuotedValuesGoOverLines) {
  EXPECT_EQ(SecretNames("PEM=\"-----BEGIN\nNOT=this\nEND\"\nNEXT='one line'\nOPEN=\"\nLAST=1"),
            (Names{"PEM", "NEXT", "OPEN", "LAST"}));
  EXPECT_EQ(SecretNames(""), Names());
}

TEST(SecretNames, OfAnEnvironmentTakeThePlaceOfTheOthers) {
  host::TestFolder folder;
  folder.Write(".env", "FROM_ENV=1");
  folder.Write(".env.staging", "FROM_STAGING=1");
  EXPECT_EQ(ReadSecretNames(folder.path(), "").value(), Names{"FROM_ENV"});
  EXPECT_EQ(ReadSecretNames(folder.path(), "staging").value(), (Names{"FROM_ENV", "FROM_STAGING"}));
  folder.Write(".dev.vars", "A=1");
  EXPECT_EQ(ReadSecretNames(folder.path(), "staging").value(), Names{"A"});
  folder.Write(".dev.vars.staging", "B=1");
  EXPECT_EQ(ReadSecretNames(folder.path(), "staging").value(), Names{"B"});
  EXPECT_EQ(ReadSecretNames(folder.path(), "live").value(), Names{"A"});
}

}  // namespace
}  // namespace cli
