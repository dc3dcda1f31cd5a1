// The user name and password of a URL, as HTTP sends them (RFC 7617).

import { base64Encode } from "native:encoding";
import {
  NumberParseInt,
  StringFromCharCode,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} from "../../js-api/internal/primordials.js";
import { originOf } from "./redirect.js";

// The octets that a part of a serialised URL stands for, a code unit each.
function percentDecode(text) {
  let octets = "";
  for (let i = 0; i < text.length; ++i) {
    const octet = text[i] === "%" ? NumberParseInt(StringPrototypeSlice(text, i + 1, i + 3), 16) : NaN;
    if (octet >= 0) {
      octets += StringFromCharCode(octet);
      i += 2;
    } else {
      octets += text[i];
    }
  }
  return octets;
}

/**
 * Takes user name and password out of a serialised http(s) URL.
 * @returns {{url: string, authorization: string}} `authorization`: the field's value; "" for none
 */
export function takeCredentials(url) {
  const start = StringPrototypeIndexOf(url, "//") + 2;
  const authority = StringPrototypeSlice(originOf(url), start);
  const at = StringPrototypeIndexOf(authority, "@");
  if (at < 0) return { __proto__: null, url, authorization: "" };
  const userinfo = StringPrototypeSlice(authority, 0, at);
  const colon = StringPrototypeIndexOf(userinfo, ":");
  const user = colon < 0 ? userinfo : StringPrototypeSlice(userinfo, 0, colon);
  const password = colon < 0 ? "" : StringPrototypeSlice(userinfo, colon + 1);
  return {
    __proto__: null,
    url: StringPrototypeSlice(url, 0, start) + StringPrototypeSlice(url, start + at + 1),
    authorization: `Basic ${base64Encode(`${percentDecode(user)}:${percentDecode(password)}`)}`,
  };
}
