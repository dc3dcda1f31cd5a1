// Modern Algorithms in the Web Cryptography API, and Secure Curves: what the web-platform-tests leave
// out, above all what a worker may not do.

import { assert, assertEquals, assertRejects } from "./assert.js";

const { subtle } = crypto;
const text = new TextEncoder().encode("a text");
const nonce = new Uint8Array(16);

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

async function same(promise, other) {
  assertEquals(hex(await promise), hex(await other));
}

function argon2Key() {
  return subtle.importKey("raw-secret", text, "Argon2id", false, ["deriveBits", "deriveKey"]);
}

const kemUsages = ["encapsulateKey", "encapsulateBits", "decapsulateKey", "decapsulateBits"];

export const tests = {
  "keys go through their formats": async () => {
    for (const [name, usages, rawPublic, rawPrivate] of [
      ["Ed448", ["sign", "verify"], "raw"], ["X448", ["deriveBits"], "raw-public"],
      ["ML-DSA-65", ["sign", "verify"], "raw-public", "raw-seed"],
      ["ML-KEM-768", kemUsages, "raw-public", "raw-seed"]]) {
      const { publicKey, privateKey } = await subtle.generateKey(name, true, usages);
      for (const [key, formats] of [[publicKey, ["spki", "jwk", rawPublic]],
        [privateKey, ["pkcs8", "jwk", rawPrivate]]]) {
        for (const format of formats) {
          if (format === undefined) continue;
          const exported = await subtle.exportKey(format, key);
          const imported = await subtle.importKey(format, exported, name, true, key.usages);
          assertEquals(await subtle.exportKey(format, imported), exported, `${name} ${format}`);
          assertEquals(imported.type, key.type);
          if (format === "jwk") continue;
          const cut = exported.slice(0, exported.byteLength - 1);
          await assertRejects(subtle.importKey(format, cut, name, true, key.usages), "DataError");
          await assertRejects(subtle.importKey(format, new Uint8Array(0), name, true, key.usages),
            "DataError");
        }
      }
      await assertRejects(subtle.exportKey("pkcs8", publicKey), "InvalidAccessError");
      await assertRejects(subtle.exportKey("spki", privateKey), "InvalidAccessError");
    }
  },

  "a JWK whose two keys are of different pairs is refused": async () => {
    for (const [name, member, usages] of [["ML-DSA-44", "pub", ["sign", "verify"]],
      ["ML-KEM-512", "pub", kemUsages], ["Ed448", "x", ["sign", "verify"]]]) {
      const one = await subtle.generateKey(name, true, usages);
      const other = await subtle.generateKey(name, true, usages);
      const jwk = await subtle.exportKey("jwk", one.privateKey);
      jwk[member] = (await subtle.exportKey("jwk", other.publicKey))[member];
      await assertRejects(subtle.importKey("jwk", jwk, name, true, one.privateKey.usages),
        "DataError");
    }
  },

  "a signature holds for its context": async () => {
    for (const name of ["Ed448", "ML-DSA-44", "ML-DSA-87"]) {
      const { publicKey, privateKey } = await subtle.generateKey(name, false, ["sign", "verify"]);
      const params = { name, context: text };
      for (const data of [text, new Uint8Array(0), new Uint8Array(64000)]) {
        const signature = await subtle.sign(params, privateKey, data);
        assert(await subtle.verify(params, publicKey, signature, data), name);
        assert(!await subtle.verify(name, publicKey, signature, data), name);
        assert(!await subtle.verify(params, publicKey, signature.slice(1), data), name);
      }
      const long = { name, context: new Uint8Array(256) };
      await assertRejects(subtle.sign(long, privateKey, text), "OperationError");
      await assertRejects(subtle.verify(long, publicKey, text, text), "OperationError");
      // Libgcrypt ends the process where its expressions are longer.
      for (const size of [64001, 65536 - 300, 65530, 65535, 65536, 1_000_000]) {
        const data = new Uint8Array(size);
        await assertRejects(subtle.sign(params, privateKey, data), "OperationError");
        await assertRejects(subtle.verify(params, publicKey, text, data), "OperationError");
      }
      await assertRejects(subtle.sign(name, publicKey, text), "InvalidAccessError");
      assert(SubtleCrypto.supports("sign", params) && !SubtleCrypto.supports("sign", long));
    }
  },

  "a secret is encapsulated": async () => {
    const kem = { name: "ML-KEM-512" };
    const { publicKey, privateKey } = await subtle.generateKey(kem, false, kemUsages);
    const { sharedKey, ciphertext } = await subtle.encapsulateBits(kem, publicKey);
    await same(subtle.decapsulateBits(kem, privateKey, ciphertext), sharedKey);
    // One that was changed is not told apart.
    const changed = new Uint8Array(ciphertext.slice(0));
    changed[0] ^= 1;
    const other = await subtle.decapsulateBits(kem, privateKey, changed);
    assert(hex(other) !== hex(sharedKey));
    for (const wrong of [new Uint8Array(0), changed.subarray(1), new Uint8Array(769)]) {
      await assertRejects(subtle.decapsulateBits(kem, privateKey, wrong), "OperationError");
    }
    await assertRejects(subtle.encapsulateBits(kem, privateKey), "InvalidAccessError");
    await assertRejects(subtle.encapsulateBits("ML-KEM-768", publicKey), "InvalidAccessError");
    await assertRejects(subtle.encapsulateBits("X25519", publicKey), "NotSupportedError");
    await assertRejects(subtle.encapsulateKey(kem, publicKey, "AES-GCM", false, []), "SyntaxError");
    await assertRejects(subtle.encapsulateKey(kem, publicKey, "AES-GCM", false), TypeError);
  },

  "a public key of ML-KEM is made of numbers below the modulus": async () => {
    await assertRejects(subtle.importKey("raw-public", new Uint8Array(800).fill(255), "ML-KEM-512",
      true, ["encapsulateBits"]), "DataError");
  },

  "points of small order agree on nothing": async () => {
    const { privateKey } = await subtle.generateKey("X448", false, ["deriveBits"]);
    const zero = await subtle.importKey("raw", new Uint8Array(56), "X448", true, []);
    await assertRejects(subtle.deriveBits({ name: "X448", public: zero }, privateKey, 448),
      "OperationError");
  },

  "digests have the length that is asked for": async () => {
    for (const [name, more] of [["cSHAKE128", { functionName: text }], ["KT256", {}],
      ["TurboSHAKE256", { domainSeparation: 1 }]]) {
      const long = await subtle.digest({ name, outputLength: 8_000_000, ...more }, text);
      assertEquals(long.byteLength, 1_000_000);
      const short = await subtle.digest({ name, outputLength: 2000, ...more }, text);
      assertEquals(hex(long.slice(0, 250)), hex(short), name);
      for (const outputLength of [7, 2 ** 32 - 8, 2 ** 28]) {
        await assertRejects(subtle.digest({ name, outputLength, ...more }, text), "OperationError");
      }
      await assertRejects(subtle.digest(name, text), TypeError);
      await assertRejects(subtle.digest({ name, outputLength: 2 ** 32 }, text), TypeError);
    }
    for (const domainSeparation of [0, 128]) {
      await assertRejects(
        subtle.digest({ name: "TurboSHAKE128", outputLength: 8, domainSeparation }, text),
        "OperationError");
    }
  },

  "much data are hashed as on the lane": async () => {
    const large = new Uint8Array(1_000_000).fill(0x61);
    // FIPS 202's example of a million times "a".
    assertEquals(hex(await subtle.digest("SHA3-256", large)),
      "5c8875ae474a3634ba4fd55ec85bffd661f32aca75c6d699d0cdcb6c115891c1");
  },

  "KMAC says no to what it cannot do": async () => {
    const key = await subtle.generateKey("KMAC256", true, ["sign", "verify"]);
    assertEquals(key.algorithm, { name: "KMAC256", length: 256 });
    const params = { name: "KMAC256", outputLength: 128 };
    const mac = await subtle.sign(params, key, text);
    assert(await subtle.verify(params, key, mac, text));
    assert(!await subtle.verify({ ...params, outputLength: 0 }, key, mac, text));
    await assertRejects(subtle.sign({ ...params, outputLength: 9 }, key, text), "OperationError");
    await assertRejects(subtle.generateKey({ name: "KMAC128", length: 0 }, true, ["sign"]),
      "OperationError");
    await assertRejects(subtle.generateKey({ name: "KMAC128", length: 2 ** 31 }, true, ["sign"]),
      "OperationError");
    for (const raw of [new Uint8Array(0), text]) {
      await assertRejects(
        subtle.importKey("raw-secret", raw, { name: "KMAC128", length: 256 }, true, ["sign"]),
        "DataError");
    }
  },

  "Argon2 is bounded": async () => {
    const key = await argon2Key();
    const params = { name: "Argon2id", nonce, memory: 64, passes: 1, parallelism: 1 };
    assertEquals((await subtle.deriveBits(params, key, 64)).byteLength, 8);
    for (const wrong of [{ memory: 2 ** 32 - 1 }, { memory: 65537 }, { memory: 7 }, { memory: 0 },
      { passes: 2 ** 32 - 1 }, { passes: 0 }, { parallelism: 2 ** 24 }, { parallelism: 0 },
      { memory: 65536, passes: 17 }, { nonce: new Uint8Array(7) }, { version: 0x10 }]) {
      await assertRejects(subtle.deriveBits({ ...params, ...wrong }, key, 64), "OperationError");
    }
    for (const length of [null, 0, 7, 24, 2 ** 31]) {
      await assertRejects(subtle.deriveBits(params, key, length), "OperationError");
    }
    await assertRejects(subtle.importKey("raw", text, "Argon2id", false, ["deriveBits"]),
      "NotSupportedError");
    await assertRejects(subtle.importKey("raw-secret", text, "Argon2id", true, ["deriveBits"]),
      "SyntaxError");
    const derived = await subtle.deriveKey(params, key, { name: "AES-OCB", length: 256 }, true,
      ["encrypt"]);
    await same(subtle.exportKey("raw-secret", derived), subtle.deriveBits(params, key, 256));
  },

  "much data go through AES-OCB": async () => {
    const key = await subtle.generateKey({ name: "AES-OCB", length: 192 }, true,
      ["encrypt", "decrypt"]);
    const params = { name: "AES-OCB", iv: new Uint8Array(15), additionalData: text, tagLength: 64 };
    for (const data of [new Uint8Array(0), new Uint8Array(1_000_001).fill(7)]) {
      const sealed = await subtle.encrypt(params, key, data);
      assertEquals(sealed.byteLength, data.byteLength + 8);
      await same(subtle.decrypt(params, key, sealed), data);
      new Uint8Array(sealed)[0] ^= 1;
      await assertRejects(subtle.decrypt(params, key, sealed), "OperationError");
    }
    await assertRejects(subtle.decrypt(params, key, new Uint8Array(7)), "OperationError");
    await assertRejects(subtle.exportKey("raw", key), "NotSupportedError");
  },

  "what is supported can be asked": () => {
    assert(SubtleCrypto.supports("encapsulateKey", "ML-KEM-768", { name: "AES-GCM", length: 256 }));
    assert(!SubtleCrypto.supports("encapsulateKey", "ML-KEM-768"));
    assert(!SubtleCrypto.supports("encapsulateKey", "ML-KEM-768", "SHA-256"));
    assert(SubtleCrypto.supports("digest", { name: "KT128", outputLength: 8 }));
    assert(!SubtleCrypto.supports("digest", { name: "KT128", outputLength: 9 }));
    assert(!SubtleCrypto.supports("generateKey", { name: "HMAC", hash: "SHA3-256" }));
  },
};
