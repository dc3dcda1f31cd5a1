import { createCipheriv, createDecipheriv, getCipherInfo, getCiphers } from "node:crypto";
import { assert, assertEquals, assertThrows } from "./assert.js";

const text = "The tide comes in, and the tide goes out again.";

function there(name, key, iv, options) {
  const cipher = createCipheriv(name, key, iv, options);
  const octets = Buffer.concat([cipher.update(text.slice(0, 7)), cipher.update(text.slice(7)),
    cipher.final()]);
  return [octets, cipher];
}

export const tests = {
  "AES as NIST gives it": () => {  // SP 800-38A, F.2.1 and F.5.1, first blocks
    const key = Buffer.from("2b7e151628aed2a6abf7158809cf4f3c", "hex");
    const plain = Buffer.from("6bc1bee22e409f96e93d7e117393172a", "hex");
    const cbc = createCipheriv("aes-128-cbc", key, Buffer.from("000102030405060708090a0b0c0d0e0f", "hex"));
    assertEquals(cbc.update(plain).toString("hex"), "7649abac8119b246cee98e9b12e9197d");
    const ctr = createCipheriv("aes-128-ctr", key, Buffer.from("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "hex"));
    assertEquals(ctr.update(plain, undefined, "hex"), "874d6191b620e3261bef6864990db6ce");
  },

  "every cipher goes there and back": () => {
    for (const name of getCiphers()) {
      const { keyLength, ivLength } = getCipherInfo(name);
      const key = Buffer.alloc(keyLength, 7);
      const iv = ivLength === undefined ? null : Buffer.alloc(ivLength, 9);
      const [octets, cipher] = there(name, key, iv);
      const decipher = createDecipheriv(name, key, iv);
      if (name.includes("gcm") || name.includes("poly")) decipher.setAuthTag(cipher.getAuthTag());
      let back = "";
      for (let i = 0; i < octets.length; i += 5) {
        back += decipher.update(octets.subarray(i, i + 5), undefined, "utf8");
      }
      assertEquals(back + decipher.final("utf8"), text, name);
    }
  },

  "a counter that wraps around": () => {
    const key = Buffer.alloc(16, 1);
    const iv = Buffer.alloc(16, 0xff);
    const whole = createCipheriv("aes-128-ctr", key, iv).update(Buffer.alloc(100));
    const pieces = createCipheriv("aes-128-ctr", key, iv);
    const parts = [3, 13, 16, 20, 48].map((size) => pieces.update(Buffer.alloc(size)));
    assert(Buffer.concat(parts).equals(whole));
  },

  "GCM refuses what was changed": () => {
    const key = Buffer.alloc(32, 7);
    const iv = Buffer.alloc(12, 9);
    const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from("about"));
    const octets = Buffer.concat([cipher.update(text), cipher.final()]);
    const open = (extra, tag) => {
      const decipher = createDecipheriv("aes-256-gcm", key, iv);
      decipher.setAAD(Buffer.from(extra)).setAuthTag(tag);
      return Buffer.concat([decipher.update(octets), decipher.final()]).toString();
    };
    assertEquals(open("about", cipher.getAuthTag()), text);
    assertThrows(() => open("else", cipher.getAuthTag()), Error);
    assertThrows(() => open("about", Buffer.alloc(16)), Error);
    assertThrows(() => open("about", Buffer.alloc(3)), TypeError);
  },

  "what is wrong is said": () => {
    const key = Buffer.alloc(16);
    assertEquals(assertThrows(() => createCipheriv("nope", key, key)).code, "ERR_CRYPTO_UNKNOWN_CIPHER");
    assertEquals(assertThrows(() => createCipheriv("aes-256-cbc", key, key)).code,
      "ERR_CRYPTO_INVALID_KEYLEN");
    assertEquals(assertThrows(() => createCipheriv("aes-128-cbc", key, Buffer.alloc(3))).code,
      "ERR_CRYPTO_INVALID_IV");
    const decipher = createDecipheriv("aes-128-cbc", key, key);
    decipher.update(Buffer.alloc(16, 1));
    assertEquals(assertThrows(() => decipher.final()).code, "ERR_OSSL_BAD_DECRYPT");
  },
};
