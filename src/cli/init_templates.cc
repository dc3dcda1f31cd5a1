#include "src/cli/init.h"

namespace cli {
namespace {

constexpr TemplateFile kTemplates[] = {
#include "src/cli/templates.inc"
};

}  // namespace

std::span<const TemplateFile> AllTemplates() { return kTemplates; }

}  // namespace cli
