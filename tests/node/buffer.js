import { Blob as NodeBlob, Buffer as NodeBuffer, constants, isAscii, isUtf8 } from "node:buffer";
import { assert, assertEquals, assertThrows } from "./assert.js";

const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));

export const tests = {
  "every encoding goes there and back": () => {
    for (const encoding of ["hex", "base64", "base64url", "latin1", "binary"]) {
      assert(Buffer.from(all.toString(encoding), encoding).equals(all), encoding);
    }
    const text = "a\u00e9\u20ac\u{1f600}";
    for (const encoding of ["utf8", "utf-8", "ucs2", "utf16le", "UTF-8"]) {
      assertEquals(Buffer.from(text, encoding).toString(encoding), text, encoding);
    }
    assertEquals(all.subarray(126, 130).toString("ascii"), "~\x7f\0\x01");
  },

  "base64 is read leniently": () => {
    assertEquals(Buffer.from("aGk", "base64").toString(), "hi");
    assertEquals(Buffer.from("a G\nk=", "base64").toString(), "hi");
    assertEquals(Buffer.from("-_-_", "base64"), Buffer.from("+/+/", "base64"));
    assertEquals(Buffer.from([0xfb, 0xff]).toString("base64url"), "-_8");
    assertEquals(Buffer.from("%%", "base64").length, 0);
  },

  "hex ends before what is none": () => {
    assertEquals(Buffer.from("abxxcd", "hex").length, 1);
    assertEquals(Buffer.from("abc", "hex").toString("hex"), "ab");
  },

  "malformed UTF-8 becomes replacement characters": () => {
    assertEquals(Buffer.from([0x61, 0xff, 0xe2, 0x82]).toString(), "a\ufffd\ufffd");
    assertEquals(Buffer.from("\ud800").toString("hex"), "efbfbd");
    assertEquals(isUtf8(Buffer.from([0xff])), false);
    assertEquals(isUtf8(Buffer.from("\u00e9")), true);
    assertEquals(isAscii(Buffer.from("abc")), true);
  },

  "it is a Uint8Array": () => {
    const buffer = Buffer.from("abc");
    assert(buffer instanceof Uint8Array);
    assert(Buffer.isBuffer(buffer) && !Buffer.isBuffer(new Uint8Array(1)));
    assertEquals(NodeBuffer, Buffer);
    const array = new Uint16Array([1, 2]);
    assertEquals(Buffer.from(array.buffer).length, 4);
    Buffer.from(array.buffer)[0] = 9;
    assertEquals(array[0], 9);
    buffer.subarray(1)[0] = 0x78;
    assertEquals(buffer.toString(), "axc");
    assertEquals(JSON.stringify(Buffer.from("a")), '{"type":"Buffer","data":[97]}');
  },

  "alloc, concat, copy and compare": () => {
    assertEquals(Buffer.alloc(5, "ab").toString(), "ababa");
    assertEquals(Buffer.alloc(3).toString("hex"), "000000");
    assertEquals(Buffer.concat([Buffer.from("a"), Buffer.from("bc")]).toString(), "abc");
    assertEquals(Buffer.concat([Buffer.from("abc")], 2).toString(), "ab");
    const target = Buffer.alloc(4, ".");
    assertEquals(Buffer.from("xyz").copy(target, 1, 1), 2);
    assertEquals(target.toString(), ".yz.");
    assertEquals(Buffer.compare(Buffer.from("a"), Buffer.from("b")), -1);
    assertEquals(Buffer.from("abc").compare(Buffer.from("xabcx"), 1, 4), 0);
    assert(Buffer.from("a").equals(new Uint8Array([97])));
  },

  "searching": () => {
    const buffer = Buffer.from("hello world");
    assertEquals(buffer.indexOf("o"), 4);
    assertEquals(buffer.indexOf("o", 5), 7);
    assertEquals(buffer.lastIndexOf("o"), 7);
    assertEquals(buffer.lastIndexOf("o", -5), 4);
    assertEquals(buffer.indexOf(Buffer.from("wor")), 6);
    assertEquals(buffer.indexOf(0x77), 6);
    assertEquals(buffer.indexOf("x"), -1);
    assertEquals(buffer.indexOf(""), 0);
    assertEquals(buffer.indexOf("", 99), 11);
    assertEquals(buffer.includes("lo w"), true);
    assertEquals(Buffer.from("abab", "utf16le").indexOf("b", 0, "utf16le"), 2);
  },

  "numbers": () => {
    const buffer = Buffer.alloc(8);
    buffer.writeUInt32BE(0x01020304, 0);
    assertEquals(buffer.readUInt32LE(0), 0x04030201);
    buffer.writeDoubleBE(1.5);
    assertEquals(buffer.readDoubleBE(0), 1.5);
    buffer.writeBigInt64LE(-2n);
    assertEquals(buffer.readBigInt64LE(), -2n);
    buffer.writeIntBE(-123456, 0, 6);
    assertEquals(buffer.readIntBE(0, 6), -123456);
    assertEquals(assertThrows(() => buffer.readInt8(8), RangeError).code, "ERR_OUT_OF_RANGE");
  },

  "writing": () => {
    const buffer = Buffer.alloc(4, "-");
    assertEquals(buffer.write("\u20ac\u20ac"), 3);
    assertEquals(buffer.toString("hex"), "e282ac2d");
    assertEquals(buffer.write("ff", 1, "hex"), 1);
    assertEquals(buffer.write("abc", 3), 1);
    assertEquals(buffer.toString("hex"), "e2ffac61");
    assertEquals(Buffer.from("0102030405060708", "hex").swap16().swap32().toString("hex"),
      "0304010207080506");
    const long = Buffer.from(Array.from({ length: 64 }, (_, i) => i));
    assertEquals(Buffer.from(long).swap64().swap64().equals(long), true);
  },

  "what is wrong is said with a code": () => {
    assertEquals(assertThrows(() => Buffer.from(5), TypeError).code, "ERR_INVALID_ARG_TYPE");
    assertEquals(assertThrows(() => Buffer.alloc(-1), RangeError).code, "ERR_OUT_OF_RANGE");
    assertEquals(assertThrows(() => Buffer.from("a").toString("nope"), TypeError).code,
      "ERR_UNKNOWN_ENCODING");
    assertEquals(assertThrows(() => Buffer.alloc(constants.MAX_LENGTH + 1), RangeError).code,
      "ERR_OUT_OF_RANGE");
  },

  "classes of the platform are the platform's": () => {
    assertEquals(NodeBlob, Blob);
    assertEquals(Buffer.byteLength("\u20ac"), 3);
    assertEquals(Buffer.byteLength("aGk=", "base64"), 2);
  },
};
