import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

function octets(...values) {
  return new Uint8Array(values);
}

function streamOf(...chunks) {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

// Every way to cut `bytes` in two gives the same text.
function checkCuts(label, bytes, expected, options = undefined) {
  assertEquals(new TextDecoder(label, options).decode(bytes), expected, label);
  for (let cut = 0; cut <= bytes.length; ++cut) {
    const decoder = new TextDecoder(label, options);
    const text = decoder.decode(bytes.subarray(0, cut), { stream: true }) +
      decoder.decode(bytes.subarray(cut), { stream: true }) + decoder.decode();
    assertEquals(text, expected, `${label}, cut at ${cut}`);
  }
}

export const tests = {
  "encode": () => {
    const encoder = new TextEncoder();
    assertEquals(encoder.encode("a\u00e9\u20ac\u{1f600}"),
      octets(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80));
    assertEquals(encoder.encode("\ud83dx\ude00"),
      octets(0xef, 0xbf, 0xbd, 0x78, 0xef, 0xbf, 0xbd));
    assertEquals([encoder.encode().length, encoder.encode(undefined).length], [0, 0]);
    assertEquals(encoder.encode(null), octets(0x6e, 0x75, 0x6c, 0x6c));
    assertEquals(encoder.encoding, "utf-8");
  },

  "encodeInto takes whole characters only": () => {
    const encoder = new TextEncoder();
    const output = new Uint8Array(8);
    assertEquals(encoder.encodeInto("a\u00e9\u{1f600}", output.subarray(1, 7)),
      { read: 2, written: 3 });
    assertEquals(output, octets(0, 0x61, 0xc3, 0xa9, 0, 0, 0, 0));
    assertEquals(encoder.encodeInto("\u{1f600}", output), { read: 2, written: 4 });
    assertEquals(encoder.encodeInto("x".repeat(100), output), { read: 8, written: 8 });
    assertEquals(encoder.encodeInto("", new Uint8Array(0)), { read: 0, written: 0 });
    assertThrows(() => encoder.encodeInto("x", new ArrayBuffer(4)), TypeError);
    assertThrows(() => encoder.encodeInto("x", new Int8Array(4)), TypeError);
  },

  "decode every kind of buffer": () => {
    const { buffer } = octets(0x78, 0x61, 0x62, 0x78);
    const decoder = new TextDecoder();
    assertEquals(decoder.decode(buffer), "xabx");
    assertEquals(decoder.decode(new Uint8Array(buffer, 1, 2)), "ab");
    assertEquals(decoder.decode(new DataView(buffer, 1, 2)), "ab");
    assertEquals(decoder.decode(new Uint16Array(buffer)), "xabx");
    assertEquals(decoder.decode(), "");
    for (const wrong of [null, 5, "x", [], {}]) {
      assertThrows(() => decoder.decode(wrong), TypeError);
    }
  },

  "shared memory": () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const bytes = new Uint8Array(memory.buffer, 0, 8);
    assertEquals(new TextEncoder().encodeInto("a\u00e9", bytes), { read: 2, written: 3 });
    assertEquals(new TextDecoder().decode(bytes), "a\u00e9\0\0\0\0\0");
    assertEquals(new TextDecoder().decode(memory.buffer).length, 65_535);
  },

  "UTF-8 in pieces": () => {
    checkCuts("utf-8", new TextEncoder().encode("a\u00e9\u20ac\u{1f600}\u{10ffff}z"),
      "a\u00e9\u20ac\u{1f600}\u{10ffff}z");
    checkCuts("utf-8", octets(0xf0, 0x9f, 0x41), "\ufffdA");
    checkCuts("utf-8", octets(0xed, 0xa0, 0x80), "\ufffd\ufffd\ufffd");
    checkCuts("utf-8", octets(0xe0, 0x80, 0x80), "\ufffd\ufffd\ufffd");
    checkCuts("utf-8", octets(0xf4, 0x90, 0x80, 0x80), "\ufffd\ufffd\ufffd\ufffd");
    checkCuts("utf-8", octets(0xc0, 0x80, 0xff, 0xfe, 0x41), "\ufffd\ufffd\ufffd\ufffdA");
    checkCuts("utf-8", octets(0x41, 0xe2, 0x82), "A\ufffd");
  },

  "UTF-16 in pieces": () => {
    checkCuts("utf-16le", octets(0x61, 0, 0x3d, 0xd8, 0x00, 0xde, 0xac, 0x20),
      "a\u{1f600}\u20ac");
    checkCuts("utf-16be", octets(0, 0x61, 0xd8, 0x3d, 0xde, 0x00, 0x20, 0xac),
      "a\u{1f600}\u20ac");
    checkCuts("utf-16le", octets(0x3d, 0xd8, 0x61, 0), "\ufffda");
    checkCuts("utf-16le", octets(0x3d, 0xd8, 0x61), "\ufffd");
    checkCuts("utf-16be", octets(0xde, 0x00), "\ufffd");
  },

  "windows-1252 and its labels": () => {
    checkCuts("latin1", octets(0x41, 0x80, 0x81, 0x9f, 0xe9, 0xff), "A\u20ac\u0081\u0178\u00e9\u00ff");
    for (const label of ["ascii", " ISO-8859-1\n", "cp1252", "windows-1252"]) {
      assertEquals(new TextDecoder(label).encoding, "windows-1252");
    }
    assertEquals(new TextDecoder("latin1", { fatal: true }).decode(octets(0xe9)), "\u00e9");
  },

  "legacy encodings in pieces": () => {
    checkCuts("windows-1251", octets(0xcf, 0xf0, 0xe8), "\u041f\u0440\u0438");
    checkCuts("gbk", octets(0xd6, 0xd0, 0x81, 0x30, 0x81, 0x30, 0x81, 0x20), "\u4e2d\u0080\ufffd ");
    checkCuts("big5", octets(0xa4, 0xa4, 0x88, 0x62, 0xa4), "\u4e2d\u00ca\u0304\ufffd");
    checkCuts("euc-jp", octets(0xc6, 0xfc, 0x8f, 0xb0, 0xa1, 0x8f, 0x41), "\u65e5\u4e02\ufffdA");
    checkCuts("shift_jis", octets(0x93, 0xfa, 0xb1, 0x81, 0x21), "\u65e5\uff71\ufffd!");
    checkCuts("iso-2022-jp",
      octets(0x1b, 0x24, 0x42, 0x46, 0x7c, 0x1b, 0x28, 0x4a, 0x5c, 0x1b, 0x24), "\u65e5\u00a5\ufffd$");
    checkCuts("euc-kr", octets(0xc7, 0xd1, 0x81, 0x5b), "\ud55c\ufffd[");
    checkCuts("x-user-defined", octets(0x41, 0x80), "A\uf780");
  },

  "a legacy text begins anew": () => {
    const decoder = new TextDecoder("iso-2022-jp", { fatal: true });
    assertEquals(decoder.decode(octets(0x1b, 0x24, 0x42, 0x46), { stream: true }), "");
    assertThrows(() => decoder.decode(), TypeError);
    assertEquals(decoder.decode(octets(0x46, 0x7c)), "F|");
    assertEquals([decoder.encoding, new TextDecoder("SJIS").encoding], ["iso-2022-jp", "shift_jis"]);
  },

  "byte order marks": () => {
    const bytes = octets(0xef, 0xbb, 0xbf, 0x61, 0xef, 0xbb, 0xbf);
    checkCuts("utf-8", bytes, "a\ufeff");
    checkCuts("utf-8", bytes, "\ufeffa\ufeff", { ignoreBOM: true });
    checkCuts("utf-16le", octets(0xff, 0xfe, 0x61, 0), "a");
    checkCuts("utf-16be", octets(0xfe, 0xff, 0, 0x61), "a");
    checkCuts("utf-16be", octets(0xfe, 0xff, 0, 0x61), "\ufeffa", { ignoreBOM: true });
    const decoder = new TextDecoder();
    assertEquals([decoder.decode(bytes), decoder.decode(bytes)], ["a\ufeff", "a\ufeff"]);
  },

  "fatal": () => {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    assertThrows(() => decoder.decode(octets(0xff)), TypeError);
    assertEquals(decoder.decode(octets(0x61)), "a");
    assertEquals(decoder.decode(octets(0xe2, 0x82), { stream: true }), "");
    assertThrows(() => decoder.decode(), TypeError);
    assertEquals(decoder.decode(octets(0x61)), "a");
    assertThrows(() => new TextDecoder("utf-16le", { fatal: true }).decode(octets(0, 0xd8)),
      TypeError);
    assertEquals([decoder.fatal, decoder.ignoreBOM], [true, false]);
  },

  "labels": () => {
    assertEquals(new TextDecoder("UTF8").encoding, "utf-8");
    assertEquals(new TextDecoder().encoding, "utf-8");
    assertEquals(new TextDecoder("unicode").encoding, "utf-16le");
    assertThrows(() => new TextDecoder("\u00a0utf-8"), RangeError);
    const error = assertThrows(() => new TextDecoder("no-such"), RangeError);
    assert(error.message.includes("no-such"), error.message);
    assertThrows(() => new TextDecoder("constructor"), RangeError);
    assertThrows(() => new TextDecoder("replacement"), RangeError);
    assertThrows(() => new TextDecoder("hz-gb-2312"), RangeError);
  },

  "a long text of every kind of character": () => {
    const text = "a\u00e9\u20ac\u{1f600}".repeat(50_000);
    const bytes = new TextEncoder().encode(text);
    assertEquals(bytes.length, 500_000);
    assertEquals(new TextDecoder().decode(bytes) === text, true);
    const ascii = "plain ".repeat(50_000);
    assertEquals(new TextDecoder().decode(new TextEncoder().encode(ascii)) === ascii, true);
  },

  "TextDecoderStream joins what was cut": async () => {
    const stream = streamOf(octets(0xe2), octets(0x82, 0xac, 0x61), octets(0xf0, 0x9f));
    const text = await collect(stream.pipeThrough(new TextDecoderStream()));
    assertEquals(text.join(""), "\u20aca\ufffd");
    const decoder = new TextDecoderStream("latin1", { fatal: true });
    assertEquals([decoder.encoding, decoder.fatal, decoder.ignoreBOM],
      ["windows-1252", true, false]);
  },

  "TextDecoderStream fails when it is fatal": async () => {
    const fatal = { fatal: true };
    await assertRejects(
      collect(streamOf(octets(0xff)).pipeThrough(new TextDecoderStream("utf-8", fatal))), TypeError);
    await assertRejects(
      collect(streamOf(octets(0xe2)).pipeThrough(new TextDecoderStream("utf-8", fatal))), TypeError);
    await assertRejects(
      collect(streamOf("text").pipeThrough(new TextDecoderStream())), TypeError);
  },

  "TextEncoderStream joins surrogates": async () => {
    const stream = streamOf("a\ud83d", "", "\ude00b", 5, "\ud800");
    const chunks = await collect(stream.pipeThrough(new TextEncoderStream()));
    assertEquals(chunks.flatMap((chunk) => [...chunk]),
      [0x61, 0xf0, 0x9f, 0x98, 0x80, 0x62, 0x35, 0xef, 0xbf, 0xbd]);
    assertEquals(new TextEncoderStream().encoding, "utf-8");
  },

  "atob forgives blanks and missing padding": () => {
    assertEquals(atob("aGk="), "hi");
    assertEquals(atob(" a G\tk\n"), "hi");
    assertEquals(atob(""), "");
    assertEquals(atob("/+8="), "\xff\xef");
    for (const wrong of ["a", "aGk==", "a-_b", "aGk=a", "\u20ac", undefined]) {
      const error = assertThrows(() => atob(wrong), "InvalidCharacterError", String(wrong));
      assertEquals([error.code, error instanceof DOMException], [5, true]);
    }
    assertThrows(() => atob(), TypeError);
  },

  "btoa takes bytes only": () => {
    assertEquals(btoa("hi"), "aGk=");
    assertEquals(btoa("\xff\xef\0"), "/+8A");
    assertEquals(btoa(""), "");
    assertEquals(btoa(undefined), "dW5kZWZpbmVk");
    assertThrows(() => btoa("\u20ac"), "InvalidCharacterError");
    assertThrows(() => btoa(), TypeError);
  },
};
