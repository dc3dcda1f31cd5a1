// Writes src/web/text_indexes.cc: the indexes of the Encoding Standard (section 5), which ICU's
// converters know. Runs when Atoll is built.
//
// Where ICU maps octets to the private use area and the standard to nothing, the entry is left out;
// the other differences are the tables below.

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <iostream>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "unicode/ucnv.h"

namespace {

// What an octet or a pointer stands for, where ICU says otherwise or nothing. 0: nothing.
struct Patch {
  uint32_t from;
  uint32_t code_point;
  uint32_t count = 1;  // how many go up together
};

// ISO-8859-16, which ICU has not: what differs from ISO-8859-1.
constexpr Patch kIso885916[] = {
    {0xa1, 0x104}, {0xa2, 0x105}, {0xa3, 0x141},  {0xa4, 0x20ac}, {0xa5, 0x201e}, {0xa6, 0x160},
    {0xa8, 0x161}, {0xaa, 0x218}, {0xac, 0x179},  {0xae, 0x17a},  {0xaf, 0x17b},  {0xb2, 0x10c},
    {0xb3, 0x142}, {0xb4, 0x17d}, {0xb5, 0x201d}, {0xb8, 0x17e},  {0xb9, 0x10d},  {0xba, 0x219},
    {0xbc, 0x152}, {0xbd, 0x153}, {0xbe, 0x178},  {0xbf, 0x17c},  {0xc3, 0x102},  {0xc5, 0x106},
    {0xd0, 0x110}, {0xd1, 0x143}, {0xd5, 0x150},  {0xd7, 0x15a},  {0xd8, 0x170},  {0xdd, 0x118},
    {0xde, 0x21a}, {0xe3, 0x103}, {0xe5, 0x107},  {0xf0, 0x111},  {0xf1, 0x144},  {0xf5, 0x151},
    {0xf7, 0x15b}, {0xf8, 0x171}, {0xfd, 0x119},  {0xfe, 0x21b},
};
constexpr Patch kKoi8U[] = {{0xae, 0x45e}, {0xbe, 0x40e}};
// Apple's logo, the one character for private use that an index of single octets has.
constexpr Patch kMacintosh[] = {{0xf0, 0xf8ff}};
constexpr Patch kWindows1253[] = {{0xaa, 0}};
constexpr Patch kWindows1255[] = {{0xca, 0x5ba}};
// NEC's selection of IBM's extensions, which JIS X 0212 has not.
constexpr Patch kJis0212[] = {{7708, 0, 20}, {7730, 0}};
// What was added to Big5-HKSCS after ICU's table.
constexpr Patch kBig5[] = {
    {1008, 0x9f97},  {1016, 0x9f96},     {1099, 0x31c0, 5}, {1105, 0x31c5},    {1108, 0x31c6, 2},
    {1112, 0x31c8},  {1114, 0x31c9, 4},  {1119, 0x31cd, 2}, {1170, 0x23da, 2}, {1730, 0x9fa6},
    {1772, 0x9fa7},  {1779, 0x9fa8},     {1812, 0x9fa9},    {1814, 0x9faa},    {1816, 0x9fab},
    {1821, 0x9fac},  {1844, 0x9fad, 2},  {1847, 0x9faf},    {1866, 0x9fb2},    {1892, 0x9fb3},
    {2082, 0x7bb8},  {2088, 0x7c06},     {2103, 0x7cce},    {2114, 0x7dd2},    {2123, 0x7e1d},
    {2148, 0x8005},  {2151, 0x8028},     {2221, 0x83c1},    {2239, 0x84a8},    {2244, 0x840f},
    {2303, 0x89a6},  {2304, 0x89a9},     {2354, 0x8d77},    {2400, 0x90fd},    {2413, 0x92b9},
    {2477, 0x975c},  {2498, 0x97ff},     {2605, 0x9f16},    {2673, 0x8503},    {2746, 0x5159},
    {2747, 0x515b},  {2748, 0x515d, 2},  {2771, 0x936e},    {2780, 0x7479},    {2990, 0x6d67},
    {3087, 0x799b},  {3259, 0x9097},     {3301, 0x975d},    {3436, 0x701e},    {3451, 0x5b28},
    {4136, 0x7201},  {4138, 0x77d7},     {4141, 0x7e87},    {4182, 0x99d6},    {4206, 0x91d4},
    {4220, 0x60de},  {4230, 0x6fb6},     {4241, 0x8f36},    {4258, 0x4fbb},    {4273, 0x71df},
    {4279, 0x9104},  {4282, 0x9df0},     {4294, 0x83cf},    {4329, 0x5c10},    {4330, 0x79e3},
    {4349, 0x5a67},  {4419, 0x8f0b},     {4422, 0x7b51},    {4494, 0x62d0},    {4624, 0x6062},
    {4694, 0x75f9},  {4708, 0x6c4a},     {4742, 0x9b2e},    {4748, 0x9f17},    {4815, 0x50ed},
    {4828, 0x5f0c},  {4902, 0x880f},     {4922, 0x62ce},    {4982, 0x7468},    {4992, 0x7162},
    {4997, 0x7250},  {5432, 0x2400, 32}, {5464, 0x2421},    {10942, 0x5ef4},   {10946, 0x65e0},
    {10948, 0x7676}, {10950, 0x96b6},    {10957, 0x3003},   {10958, 0x4edd},   {11204, 0x31cf},
    {11210, 0x9fb0}, {11212, 0x9fb1},    {19028, 0x5029},   {19035, 0x507d},   {19088, 0x5305},
    {19096, 0x5344}, {19112, 0x537f},    {19162, 0x5605},   {19240, 0x5a77},   {19299, 0x5e75},
    {19305, 0x5ed0}, {19326, 0x5f58},    {19355, 0x60a4},   {19398, 0x6490},   {19439, 0x6674},
    {19454, 0x675e}, {19553, 0x6c9c},    {19554, 0x6e1d},   {19557, 0x6e2f},   {19611, 0x716e},
    {19643, 0x732a}, {19672, 0x745c},    {19697, 0x74e9},   {19748, 0x7809},
};

struct SingleByte {
  const char* converter;
  std::span<const Patch> patches;
};

// In the order of web::Encoding.
const SingleByte kSingleByte[] = {
    {"ibm-866_P100-1995", {}},
    {"ibm-912_P100-1995", {}},
    {"ibm-913_P100-2000", {}},
    {"ibm-914_P100-1995", {}},
    {"ibm-915_P100-1995", {}},
    {"ibm-1089_P100-1995", {}},
    {"ibm-9005_X110-2007", {}},
    {"ibm-5012_P100-1999", {}},
    {"ibm-5012_P100-1999", {}},
    {"iso-8859_10-1998", {}},
    {"ibm-921_P100-1995", {}},
    {"iso-8859_14-1998", {}},
    {"ibm-923_P100-1998", {}},
    {nullptr, {kIso885916}},
    {"ibm-878_P100-1996", {}},
    {"ibm-1168_P100-2002", {kKoi8U}},
    {"macos-0_2-10.2", {kMacintosh}},
    {"windows-874-2000", {}},
    {"ibm-5346_P100-1998", {}},
    {"ibm-5347_P100-1998", {}},
    {"ibm-5349_P100-1998", {kWindows1253}},
    {"ibm-5350_P100-1998", {}},
    {"ibm-9447_P100-2002", {kWindows1255}},
    {"ibm-9448_X100-2005", {}},
    {"ibm-9449_P100-2002", {}},
    {"ibm-5354_P100-1998", {}},
    {"macos-7_3-10.2", {}},
};

bool IsPrivateUse(uint32_t code_point) { return code_point >= 0xe000 && code_point <= 0xf8ff; }

class Converter {
 public:
  explicit Converter(const char* name) {
    UErrorCode error = U_ZERO_ERROR;
    converter_ = ucnv_open(name, &error);
    ucnv_setToUCallBack(converter_, UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
    if (U_SUCCESS(error)) return;
    std::cerr << "ICU has no converter " << name << ": " << u_errorName(error) << "\n";
    std::exit(1);
  }
  ~Converter() { ucnv_close(converter_); }
  Converter(const Converter&) = delete;

  // The one code point that the octets stand for; 0 when there is none.
  uint32_t Decode(std::initializer_list<uint32_t> octets) const {
    std::string bytes;
    for (uint32_t octet : octets) bytes.push_back(static_cast<char>(octet));
    UErrorCode error = U_ZERO_ERROR;
    ucnv_reset(converter_);
    char16_t units[8];
    const int32_t length = ucnv_toUChars(converter_, units, 8, bytes.data(),
                                         static_cast<int32_t>(bytes.size()), &error);
    if (U_FAILURE(error)) return 0;
    if (length == 1) return units[0];
    if (length != 2 || !U16_IS_LEAD(units[0]) || !U16_IS_TRAIL(units[1])) return 0;
    return static_cast<uint32_t>(U16_GET_SUPPLEMENTARY(units[0], units[1]));
  }

  uint32_t DecodePublic(std::initializer_list<uint32_t> octets) const {
    const uint32_t code_point = Decode(octets);
    return IsPrivateUse(code_point) ? 0 : code_point;
  }

 private:
  UConverter* converter_;
};

using Index = std::vector<uint32_t>;

void Apply(std::span<const Patch> patches, uint32_t first, Index& index) {
  for (const Patch& patch : patches) {
    for (uint32_t i = 0; i < patch.count; ++i) {
      index[patch.from - first + i] = patch.code_point == 0 ? 0 : patch.code_point + i;
    }
  }
}

Index SingleByteIndex(const SingleByte& encoding) {
  Index index;
  if (encoding.converter == nullptr) {
    for (uint32_t octet = 0x80; octet <= 0xff; ++octet) index.push_back(octet);
  } else {
    const Converter converter(encoding.converter);
    for (uint32_t octet = 0x80; octet <= 0xff; ++octet) {
      index.push_back(converter.DecodePublic({octet}));
    }
  }
  Apply(encoding.patches, 0x80, index);
  return index;
}

// index jis0208: rows 1 to 120, which Shift_JIS can say.
Index Jis0208() {
  const Converter converter("ibm-943_P15A-2003");
  Index index;
  for (uint32_t pointer = 0; pointer < 60 * 188; ++pointer) {
    const uint32_t lead = pointer / 188;
    const uint32_t trail = pointer % 188;
    index.push_back(converter.DecodePublic(
        {lead + (lead < 0x1f ? 0x81 : 0xc1), trail + (trail < 0x3f ? 0x40 : 0x41)}));
  }
  return index;
}

Index Jis0212() {
  const Converter converter("euc-jp-2007");
  Index index;
  for (uint32_t pointer = 0; pointer < 94 * 94; ++pointer) {
    index.push_back(converter.DecodePublic({0x8f, pointer / 94 + 0xa1, pointer % 94 + 0xa1}));
  }
  Apply(kJis0212, 0, index);
  return index;
}

Index EucKr() {
  const Converter converter("windows-949-2000");
  Index index;
  for (uint32_t pointer = 0; pointer < 126 * 190; ++pointer) {
    index.push_back(converter.DecodePublic({pointer / 190 + 0x81, pointer % 190 + 0x41}));
  }
  return index;
}

Index Big5() {
  const Converter converter("ibm-1375_P100-2008");
  Index index;
  for (uint32_t pointer = 0; pointer < 126 * 157; ++pointer) {
    const uint32_t trail = pointer % 157;
    index.push_back(
        converter.DecodePublic({pointer / 157 + 0x81, trail + (trail < 0x3f ? 0x40 : 0x62)}));
  }
  Apply(kBig5, 0, index);
  return index;
}

Index Gb18030(const Converter& converter) {
  Index index;
  for (uint32_t pointer = 0; pointer < 126 * 190; ++pointer) {
    const uint32_t trail = pointer % 190;
    index.push_back(converter.Decode({pointer / 190 + 0x81, trail + (trail < 0x3f ? 0x40 : 0x41)}));
  }
  return index;
}

// index gb18030 ranges: where the code points of consecutive pointers stop being consecutive.
std::vector<std::pair<uint32_t, uint32_t>> Gb18030Ranges(const Converter& converter) {
  std::vector<std::pair<uint32_t, uint32_t>> ranges;
  uint32_t expected = 0;
  for (uint32_t pointer = 0; pointer <= 39419; ++pointer) {
    const uint32_t code_point =
        converter.Decode({pointer / 12600 + 0x81, pointer % 12600 / 1260 + 0x30,
                          pointer % 1260 / 10 + 0x81, pointer % 10 + 0x30});
    if (code_point != expected) ranges.emplace_back(pointer, code_point);
    expected = code_point + 1;
  }
  return ranges;
}

void Write(std::ostream& out, std::string_view declaration, const Index& index) {
  out << "const " << declaration << " = {";
  for (size_t i = 0; i < index.size(); ++i) out << (i % 16 == 0 ? "\n" : "") << index[i] << ",";
  out << "\n};\n\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: make_text_indexes OUTPUT\n";
    return 2;
  }
  std::ofstream out(argv[1]);
  out << "#include \"src/web/text_indexes.h\"\n\nnamespace web {\n\n";
  Index single_byte;
  for (const SingleByte& encoding : kSingleByte) {
    const Index index = SingleByteIndex(encoding);
    single_byte.insert(single_byte.end(), index.begin(), index.end());
  }
  Write(out, "char16_t kSingleByteIndexes[]", single_byte);
  Write(out, "char16_t kJis0208Index[kJis0208Pointers]", Jis0208());
  Write(out, "char16_t kJis0212Index[kJis0212Pointers]", Jis0212());
  Write(out, "char16_t kEucKrIndex[kEucKrPointers]", EucKr());
  Write(out, "char32_t kBig5Index[kBig5Pointers]", Big5());
  const Converter gb18030("gb18030");
  Write(out, "char16_t kGb18030Index[kGb18030Pointers]", Gb18030(gb18030));
  out << "const Gb18030Range kGb18030RangeTable[] = {\n";
  const auto ranges = Gb18030Ranges(gb18030);
  for (const auto& [pointer, code_point] : ranges) {
    out << "{" << pointer << "," << code_point << "},\n";
  }
  out << "};\n";
  out << "const std::span<const Gb18030Range> kGb18030Ranges = kGb18030RangeTable;\n\n";
  out << "}  // namespace web\n";
  out.close();
  return out.good() ? 0 : 1;
}
