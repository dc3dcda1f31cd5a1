// Modules of Node: natives that take octets, and texts that are converted.

import { Buffer } from "node:buffer";
import * as crypto from "node:crypto";
import { assert, assertEquals } from "./assert.js";
import {
  asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, withGetter,
} from "./reenter.js";

const key = new Uint8Array(32).fill(1);

export const tests = {
  "Buffer.from() of what becomes a primitive": () => {
    assertEquals(Buffer.from(asPrimitive(() => Buffer.from("x"), "abc")).toString(), "abc");
    assertEquals(String(Buffer.from({ valueOf: () => Buffer.from("d") })), "d");
    attempt(() => Buffer.from(iterableOf([1, 2], () => Buffer.from("x"))));
  },

  "toString() of a buffer whose bounds detach it": () => settles(() => {
    const buffer = Buffer.from(new Uint8Array(64).fill(65).buffer);
    return buffer.toString("latin1", asPrimitive(() => detach(buffer), 0), 10);
  }, (text) => /^A*$/.test(text)),

  "toString() of a buffer whose bounds shrink it": async () => {
    for (const encoding of ["latin1", "hex", "base64", "base64url", "ucs2", "ascii", "utf8"]) {
      await settles(() => {
        const octets = resizable(64);
        const buffer = Buffer.from(octets.buffer);
        return buffer.toString(encoding, 0, asPrimitive(() => octets.buffer.resize(2), 60));
      });
    }
  },

  "write() to a buffer whose arguments shrink and detach it": async () => {
    for (const encoding of ["latin1", "hex", "base64", "ucs2", "ascii", "utf8"]) {
      await settles(() => {
        const octets = resizable(64);
        const buffer = Buffer.from(octets.buffer);
        const start = asPrimitive(() => octets.buffer.resize(1), 30);
        return buffer.write("6162636465", start, 10, encoding);
      });
      await settles(() => {
        const buffer = Buffer.from(new ArrayBuffer(64));
        return buffer.write("6162636465", 0, asPrimitive(() => detach(buffer), 10), encoding);
      });
    }
  },

  "fill() and indexOf() whose values shrink the buffer": async () => {
    for (const use of ["fill", "indexOf", "lastIndexOf", "includes"]) {
      await settles(() => {
        const octets = resizable(64);
        const buffer = Buffer.from(octets.buffer);
        return buffer[use]("ab", asPrimitive(() => octets.buffer.resize(1), 5), "latin1");
      });
      await settles(() => {
        const octets = resizable(64);
        const buffer = Buffer.from(octets.buffer);
        return buffer[use](asPrimitive(() => octets.buffer.resize(0), "x"));
      });
    }
  },

  "compare(), copy() and swap of buffers that were detached": async () => {
    const buffer = Buffer.from(new ArrayBuffer(8));
    const other = Buffer.from(new ArrayBuffer(8));
    detach(buffer);
    await settles(() => buffer.compare(other));
    await settles(() => Buffer.compare(other, buffer));
    await settles(() => other.copy(buffer));
    await settles(() => buffer.swap16());
    await settles(() => buffer.swap64());
    await settles(() => Buffer.concat([buffer, other]));
    await settles(() => buffer.compare(other, asPrimitive(() => detach(other), 0), 8, 0, 8));
  },

  "isUtf8() and isAscii() of what was detached": async () => {
    const { isAscii, isUtf8 } = await import("node:buffer");
    const octets = new Uint8Array(8);
    detach(octets);
    await settles(() => isUtf8(octets));
    await settles(() => isAscii(octets));
  },

  "byteLength() of a text that is converted": async () => {
    await settles(() => Buffer.byteLength(asText(() => Buffer.byteLength("x"), "abc")));
    assertEquals(Buffer.byteLength("\u20ac"), 3);
  },

  "hashes whose input is changed and detached": () => {
    const octets = new Uint8Array(100_000).fill(7);
    const hash = crypto.createHash("sha256");
    hash.update(octets);
    octets.fill(0);
    detach(octets);
    const expected = crypto.createHash("sha256").update(new Uint8Array(100_000).fill(7));
    assertEquals(hash.digest("hex"), expected.digest("hex"));
  },

  "hashes whose octets can be resized": async () => {
    const octets = resizable(64);
    await settles(() => {
      const hash = crypto.createHash("sha1").update(octets);
      octets.buffer.resize(0);
      return hash.digest("hex");
    }, (text) => text === crypto.createHash("sha1").update(new Uint8Array(64)).digest("hex"));
  },

  "options of hashes and MACs whose getters hash": async () => {
    const options = withGetter({}, "outputLength",
      () => crypto.createHash("sha1").update("x").digest(), 20);
    assertEquals(crypto.createHash("sha1", options).update("a").digest().length, 20);
    await settles(() => crypto.createHmac(asText(() => crypto.createHash("sha1"), "sha1"), key));
    assertEquals(crypto.createHmac("sha1", key).update("a").digest().length, 20);
  },

  "ciphers whose input, key and vector are changed": () => {
    const iv = new Uint8Array(16).fill(2);
    const data = new Uint8Array(32).fill(3);
    const cipher = crypto.createCipheriv("aes-256-cbc", key, iv);
    const plain = crypto.createCipheriv("aes-256-cbc", key, new Uint8Array(16).fill(2));
    detach(iv);
    const first = cipher.update(data);
    data.fill(9);
    detach(data);
    const expected = plain.update(new Uint8Array(32).fill(3));
    const found = Buffer.concat([first, cipher.final()]);
    assert(found.equals(Buffer.concat([expected, plain.final()])));
  },

  "GCM whose options and data change": async () => {
    const options = withGetter({}, "authTagLength", () => crypto.createHash("sha1"), 16);
    const cipher = crypto.createCipheriv("aes-256-gcm", key, new Uint8Array(12), options);
    const aad = new Uint8Array(8);
    cipher.setAAD(aad);
    detach(aad);
    const sealed = Buffer.concat([cipher.update("abc"), cipher.final()]);
    const decipher =
      crypto.createDecipheriv("aes-256-gcm", key, new Uint8Array(12), { authTagLength: 16 });
    const tag = Buffer.from(cipher.getAuthTag());
    decipher.setAAD(new Uint8Array(8));
    decipher.setAuthTag(tag);
    await settles(() => Buffer.concat([decipher.update(sealed), decipher.final()]),
      (text) => String(text) === "abc");
  },

  "key derivation whose salt is detached": async () => {
    const salt = new Uint8Array(16).fill(5);
    const derived = crypto.pbkdf2Sync("password", new Uint8Array(16).fill(5), 1000, 32, "sha256");
    const later = new Promise((done, fail) => crypto.pbkdf2("password", salt, 1000, 32, "sha256",
      (error, value) => (error ? fail(error) : done(value))));
    detach(salt);
    assertEquals((await later).equals(derived), true);
    const other = new Uint8Array(16);
    const scrypt = new Promise((done, fail) => crypto.scrypt("password", other, 16,
      withGetter({}, "N", () => {}, 16), (error, value) => (error ? fail(error) : done(value))));
    detach(other);
    const again = crypto.scryptSync("password", new Uint8Array(16), 16, { N: 16 });
    await settles(() => scrypt, (value) => value.equals(again));
    await settles(() => crypto.hkdfSync("sha256", key, new Uint8Array(0), "info", 16));
  },

  "keys and signatures whose input is changed": async () => {
    const { privateKey, publicKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
    const data = new Uint8Array(64).fill(1);
    const signature = crypto.sign("sha256", data, privateKey);
    assert(crypto.verify("sha256", new Uint8Array(64).fill(1), publicKey, signature));
    await settles(() => crypto.verify("sha256", data,
      withGetter({ key: publicKey }, "dsaEncoding", () => detach(signature), "der"), signature));
    const der = new Uint8Array(publicKey.export({ format: "der", type: "spki" }));
    await settles(() => crypto.createPublicKey(
      withGetter({ key: der, format: "der" }, "type", () => detach(der), "spki")));
    await settles(() => crypto.createPrivateKey({ get key() {
      attempt(() => crypto.createPrivateKey({ key: "x" }));
      return privateKey.export({ format: "jwk" });
    }, format: "jwk" }));
    await settles(() => crypto.createSecretKey(resizable(16)).export());
  },

  "RSA whose padding options change": async () => {
    const { privateKey, publicKey } = crypto.generateKeyPairSync("rsa", { modulusLength: 1024 });
    const label = new Uint8Array(4);
    const sealed = crypto.publicEncrypt({ key: publicKey, oaepLabel: label }, Buffer.from("abc"));
    const options = { key: privateKey, oaepLabel: label };
    await settles(() => crypto.privateDecrypt(
      withGetter(options, "oaepHash", () => detach(sealed), "sha1"), sealed),
    (text) => String(text) === "abc" || text.length === 0);
    assert(publicKey.asymmetricKeyDetails.modulusLength === 1024);
    assert(crypto.createPublicKey(privateKey).type === "public");
  },

  "agreement on a secret whose keys are changed": async () => {
    const one = crypto.createECDH("prime256v1");
    const other = crypto.createECDH("prime256v1");
    one.generateKeys();
    const peer = new Uint8Array(other.generateKeys());
    const secret = one.computeSecret(peer).toString("hex");
    assertEquals(other.computeSecret(one.getPublicKey()).toString("hex"), secret);
    detach(peer);
    await settles(() => one.computeSecret(peer));
    const a = crypto.generateKeyPairSync("x25519");
    const b = crypto.generateKeyPairSync("x25519");
    const inner = { privateKey: b.privateKey, publicKey: a.publicKey };
    const options = withGetter({ privateKey: a.privateKey }, "publicKey",
      () => crypto.diffieHellman(inner), b.publicKey);
    assertEquals(crypto.diffieHellman(options).length, 32);
  },

  "timingSafeEqual() of what is detached": async () => {
    const octets = new Uint8Array(8);
    detach(octets);
    await settles(() => crypto.timingSafeEqual(octets, new Uint8Array(8)));
    await settles(() => crypto.timingSafeEqual(octets, new Uint8Array(0)), (same) => same === true);
  },

  "randomFill() of what is shrunk meanwhile": async () => {
    const octets = resizable(64);
    const filling = new Promise((done) => {
      attempt(() => crypto.randomFill(octets, (error) => done(error)));
      setTimeout(done, 5);
    });
    octets.buffer.resize(1);
    await filling;
    await settles(() => crypto.randomFillSync(octets));
    await settles(() => crypto.randomFillSync(new Uint8Array(8), asPrimitive(() => {}, 0)));
  },
};
