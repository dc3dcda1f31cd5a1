#pragma once

// Hosts of ASCII with labels that begin with "xn--" and are no Punycode. The URL Standard lets them
// be what they are (section 3.3: an ASCII domain that is not to be checked strictly is only made
// lower case), ada 3.4 refuses them. They get past it behind a mask: other letters, as many.
//
// Pure functions; any thread. Text is UTF-8.

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace web {

// `url`, which ada refuses, with its host's labels masked. Nullopt when there is nothing to mask.
std::optional<std::string> MaskUrl(std::string_view url);
// The same for what the host of a URL is set to.
std::optional<std::string> MaskHost(std::string_view host);

// Takes the masks off a host that ada has parsed.
void Unmask(std::span<char> host);

}  // namespace web
