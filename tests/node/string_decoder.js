import { StringDecoder } from "node:string_decoder";
import { assertEquals } from "./assert.js";

// The text of octets that come one by one, and what is left of them.
function inPieces(encoding, octets, size = 1) {
  const decoder = new StringDecoder(encoding);
  let text = "";
  for (let at = 0; at < octets.length; at += size) text += decoder.write(octets.subarray(at, at + size));
  return text + decoder.end();
}

export const tests = {
  "characters that are cut in pieces": () => {
    const text = "a\u00e9\u20ac\u{1f600}z\u{10ffff}";
    for (const encoding of ["utf8", "utf16le", "base64", "base64url", "hex", "latin1"]) {
      const octets = Buffer.from(text, encoding === "utf16le" ? encoding : "utf8");
      for (const size of [1, 2, 3, 5]) {
        assertEquals(inPieces(encoding, octets, size), octets.toString(encoding), `${encoding} ${size}`);
      }
    }
  },

  "malformed UTF-8 is replaced as in a whole": () => {
    const cases = ["ff", "e282", "e28241", "f09f98", "f09f41", "c3c3a9", "eda080", "f0808080", "80", "e2ff82",
      "f48fbfbf", "f490", "c1bf"];
    for (const hex of cases) {
      const octets = Buffer.from(hex, "hex");
      for (const size of [1, 2, 3]) {
        assertEquals(inPieces("utf8", octets, size), octets.toString("utf8"), `${hex} ${size}`);
      }
    }
  },

  "what waits is told": () => {
    const decoder = new StringDecoder("utf8");
    decoder.write(Buffer.from([0xe2]));
    assertEquals([decoder.lastNeed, decoder.lastTotal], [2, 3]);
    assertEquals(decoder.write(Buffer.from([0x82, 0xac])), "\u20ac");
    decoder.write(Buffer.from([0xc3]));
    assertEquals(decoder.end(), "\ufffd");
  },
};
