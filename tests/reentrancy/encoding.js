import { assertEquals, assertThrows } from "./assert.js";
import { asPrimitive, asText, detach, resizable, settles, utf8, withGetter } from "./reenter.js";

function decodeWhile(label, octets, act) {
  const decoder = new TextDecoder(label);
  const options = withGetter({}, "stream", () => act(decoder, octets), true);
  return [decoder, decoder.decode(octets, options)];
}

const LABELS = ["utf-8", "utf-16le", "utf-16be", "windows-1252", "gbk", "iso-2022-jp"];
const decoding = {};
for (const label of LABELS) {
  decoding[`decode() of ${label}, whose options detach the input`] = () => settles(
    () => decodeWhile(label, utf8("abcd"), (_, octets) => detach(octets))[1],
    (text) => text === "");
  decoding[`decode() of ${label}, whose options decode with it`] = () => {
    const [decoder, text] = decodeWhile(label, utf8("abcd"),
      (it) => it.decode(utf8("xyz"), { stream: true }));
    assertEquals(typeof text + typeof decoder.decode(), "stringstring");
  };
}

export const tests = {
  ...decoding,

  "decode() refuses octets that can be resized": () => {
    assertThrows(() => new TextDecoder().decode(resizable(8)), TypeError);
  },

  "decode() keeps what it kept when the input is changed afterwards": () => {
    const decoder = new TextDecoder();
    const octets = new Uint8Array([0xe2, 0x82]);
    assertEquals(decoder.decode(octets, { stream: true }), "");
    octets.fill(0x41);
    detach(octets);
    assertEquals(decoder.decode(new Uint8Array([0xac])), "\u20ac");
  },

  "encodeInto() whose source detaches the destination": () => settles(() => {
    const octets = new Uint8Array(8);
    return new TextEncoder().encodeInto(asText(() => detach(octets), "abcd"), octets);
  }, ({ read, written }) => read === 0 && written === 0),

  "encodeInto() whose source shrinks the destination": () => settles(() => {
    const octets = resizable(64);
    const text = asText(() => octets.buffer.resize(1), "abcd");
    const result = new TextEncoder().encodeInto(text, octets);
    assertEquals(octets.length, 1);
    return result;
  }, ({ written }) => written <= 1),

  "encodeInto() whose source puts the destination out of bounds": () => settles(() => {
    const buffer = new ArrayBuffer(64, { maxByteLength: 128 });
    const octets = new Uint8Array(buffer, 32, 16);
    return new TextEncoder().encodeInto(asText(() => buffer.resize(8), "abcd"), octets);
  }, ({ written }) => written === 0),

  "encodeInto() whose source grows the destination": () => {
    const octets = resizable(2);
    const text = asText(() => octets.buffer.resize(4), "abcd");
    const { written } = new TextEncoder().encodeInto(text, octets);
    assertEquals(written, 4);
  },

  "encodeInto() of a small array within a larger one": () => {
    const all = new Uint8Array(8);
    new TextEncoder().encodeInto(asText(() => all.fill(1), "ab"), all.subarray(2, 4));
    assertEquals(all, new Uint8Array([1, 1, 97, 98, 1, 1, 1, 1]));
  },

  "encode() of what encodes while it is converted": () => {
    const encoder = new TextEncoder();
    const octets = encoder.encode(asText(() => encoder.encode("other"), "ab"));
    assertEquals(octets, new Uint8Array([97, 98]));
  },

  "a label that makes decoders": () => {
    const decoder = new TextDecoder(asText(() => new TextDecoder("gbk"), "latin1"),
      withGetter({}, "fatal", () => new TextDecoder("utf-8", { fatal: true }), false));
    assertEquals(decoder.encoding, "windows-1252");
  },

  "base64 of what uses base64 while it is converted": () => {
    assertEquals(atob(asText(() => btoa("other"), "eA==")), "x");
    assertEquals(btoa(asPrimitive(() => atob("AAAA"), "x")), "eA==");
  },

  "a TextDecoderStream whose chunk is detached before it is decoded": async () => {
    const { readable, writable } = new TextDecoderStream();
    const octets = utf8("abcd");
    const writer = writable.getWriter();
    const writing = [writer.write(utf8("1")), writer.write(octets), writer.close()];
    detach(octets);
    const text = new Response(readable.pipeThrough(new TextEncoderStream())).text();
    await settles(() => Promise.all(writing));
    await settles(() => text, (value) => value === "1");
  },

  "a TextEncoderStream whose chunk writes while it is converted": async () => {
    const { readable, writable } = new TextEncoderStream();
    const writer = writable.getWriter();
    writer.write(asText(() => {
      writer.write("two");
      writer.close();
    }, "one"));
    assertEquals(await new Response(readable).text(), "onetwo");
  },
};
