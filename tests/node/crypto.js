import nodeCrypto, {
  createHash,
  createHmac,
  getHashes,
  hash,
  hkdfSync,
  pbkdf2,
  pbkdf2Sync,
  randomBytes,
  randomFillSync,
  randomInt,
  randomUUID,
  scrypt,
  scryptSync,
  timingSafeEqual,
  webcrypto,
} from "node:crypto";
import { PassThrough } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

const ABC = {
  md5: "900150983cd24fb0d6963f7d28e17f72",
  sha1: "a9993e364706816aba3e25717850c26c9cd0d89d",
  sha224: "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7",
  sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  sha384: "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed" +
    "8086072ba1e7cc2358baeca134c825a7",
  sha512: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  "sha512-256": "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23",
};

export const tests = {
  "hashes in pieces and at once": async () => {
    for (const name of Object.keys(ABC)) {
      assertEquals(createHash(name).update("a").update(Buffer.from("bc")).digest("hex"), ABC[name]);
      assertEquals(hash(name, "abc"), ABC[name]);
      assert(getHashes().includes(name));
    }
    assertEquals(createHash("RSA-SHA256").update("616263", "hex").digest("hex"), ABC.sha256);
    const long = Buffer.alloc(100_000, 7);
    const digest = createHash("sha256").update(long).digest();
    const pieces = createHash("sha256");
    for (let at = 0; at < long.length; at += 777) pieces.update(long.subarray(at, at + 777));
    assert(pieces.digest().equals(digest));
    assertEquals(new Uint8Array(await crypto.subtle.digest("SHA-256", long)), new Uint8Array(digest));
  },

  "a hash is a stream, is copied, and ends once": async () => {
    const stream = createHash("sha256");
    await pipeline(new PassThrough().end("abc"), stream);
    assertEquals(stream.read().toString("hex"), ABC.sha256);
    const first = createHash("sha256").update("a");
    const copy = first.copy();
    first.digest();
    assertEquals(copy.update("bc").digest("hex"), ABC.sha256);
    assertEquals(assertThrows(() => first.update("x")).code, "ERR_CRYPTO_HASH_FINALIZED");
    assertThrows(() => createHash("nope"));
    assertEquals(assertThrows(() => createHash("md5").update(5), TypeError).code,
      "ERR_INVALID_ARG_TYPE");
  },

  "HMAC": () => {  // RFC 4231, cases 2 and 6
    assertEquals(createHmac("sha256", "Jefe").update("what do ya want for nothing?").digest("hex"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    assertEquals(
      createHmac("sha512", Buffer.alloc(131, 0xaa))
        .update("Test Using Larger Than Block-Size Key - Hash Key First").digest("hex").slice(0, 32),
      "80b24263c7c1a3ebb71493c1dd7be8b4");
  },

  "keys from passwords": async () => {  // RFC 6070, RFC 7914 (section 12), RFC 5869 (case 1)
    assertEquals(pbkdf2Sync("password", "salt", 4096, 20, "sha1").toString("hex"),
      "4b007901b765489abead49d926f721d065a429c1");
    const key = await promisify(pbkdf2)("password", "salt", 2, 40, "sha256");
    assertEquals(key.subarray(0, 32).toString("hex"),
      "ae4d0c95af6b46d32d0adff928f06dd02a303f8ef3c251dfd6e2d85a95474c43");
    assertEquals(
      scryptSync("password", "NaCl", 64, { N: 1024, r: 8, p: 16 }).toString("hex").slice(0, 32),
      "fdbabe1c9d3472007856e7190d01e9fe");
    assertEquals((await promisify(scrypt)("", "", 16, { N: 16, r: 1, p: 1 })).toString("hex"),
      "77d6576238657b203b19ca42c18a0497");
    const okm = hkdfSync("sha256", Buffer.alloc(22, 0x0b), Buffer.from("000102030405060708090a0b0c", "hex"),
      Buffer.from("f0f1f2f3f4f5f6f7f8f9", "hex"), 42);
    assertEquals(Buffer.from(okm).toString("hex"), "3cb25f25faacd57a90434f64d0362f2a" +
      "2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    assertThrows(() => scryptSync("a", "b", 8, { N: 2 ** 20, r: 64, p: 64, maxmem: 2 ** 40 }), RangeError);
    assertThrows(() => scryptSync("a", "b", 8, { N: 3 }), RangeError);
    assertThrows(() => pbkdf2Sync("a", "b", 0, 8, "sha1"), RangeError);
  },

  "random values": async () => {
    assertEquals(randomBytes(100_000).length, 100_000);
    assert(!randomBytes(16).equals(randomBytes(16)));
    assertEquals((await promisify(randomBytes)(8)).length, 8);
    const filled = randomFillSync(Buffer.alloc(10), 5);
    assertEquals(filled.subarray(0, 5).toString("hex"), "0000000000");
    for (let i = 0; i < 100; ++i) {
      const number = randomInt(-3, 3);
      assert(number >= -3 && number < 3 && Number.isInteger(number));
    }
    assertThrows(() => randomInt(3, 3), RangeError);
    assertThrows(() => randomBytes(-1), RangeError);
    assertEquals(randomUUID().length, 36);
  },

  "comparing": () => {
    assertEquals(timingSafeEqual(Buffer.from("abc"), new Uint8Array([97, 98, 99])), true);
    assertEquals(timingSafeEqual(Buffer.from("abc"), Buffer.from("abd")), false);
    assertThrows(() => timingSafeEqual(Buffer.from("a"), Buffer.from("ab")), RangeError);
    assertThrows(() => timingSafeEqual("a", "a"), TypeError);
  },

  "the platform's own is there": () => {
    assertEquals(webcrypto, crypto);
    assertEquals(nodeCrypto.subtle, crypto.subtle);
    assertEquals(nodeCrypto.constants.RSA_PKCS1_PSS_PADDING, 6);
  },

  "what is not there says so": async () => {
    const error = await assertRejects(async () => nodeCrypto.createDiffieHellman(512));
    assertEquals(error.message, "crypto.createDiffieHellman() is not supported.");
  },
};
