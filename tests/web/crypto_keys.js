import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

const { subtle } = crypto;
const text = new TextEncoder().encode("a text that is a secret");

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

function fromHex(digits) {
  return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
}

export const tests = {
  "what is encrypted can be decrypted": async () => {
    for (const params of [{ name: "AES-CBC", iv: new Uint8Array(16) },
      { name: "AES-GCM", iv: new Uint8Array(12), additionalData: text },
      { name: "AES-CTR", counter: new Uint8Array(16), length: 64 }]) {
      const key = await subtle.generateKey({ name: params.name, length: 256 }, true,
        ["encrypt", "decrypt"]);
      const sealed = await subtle.encrypt(params, key, text);
      assert(sealed instanceof ArrayBuffer);
      assert(hex(sealed) !== hex(text));
      assertEquals(hex(await subtle.decrypt(params, key, sealed)), hex(text), params.name);
    }
  },

  "much data are encrypted and hashed as few are": async () => {
    const raw = new Uint8Array(16);
    const algorithm = { name: "AES-CTR", counter: new Uint8Array(16), length: 128 };
    const key = await subtle.importKey("raw", raw, "AES-CTR", false, ["encrypt"]);
    const large = new Uint8Array(3_000_000);
    const pending = subtle.encrypt(algorithm, key, large);
    large.fill(1);
    const sealed = await pending;
    assertEquals(sealed.byteLength, 3_000_000);
    const some = await subtle.encrypt(algorithm, key, new Uint8Array(100));
    assertEquals(hex(sealed.slice(0, 100)), hex(some));
    assertEquals(hex(await subtle.digest("SHA-256", new Uint8Array(1_000_000).fill(97))),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    const mac = await subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-1" }, false,
      ["sign", "verify"]);
    assert(await subtle.verify("HMAC", mac, await subtle.sign("HMAC", mac, large), large));
  },

  "a ciphertext that was changed is an OperationError": async () => {
    const params = { name: "AES-GCM", iv: new Uint8Array(12) };
    const key = await subtle.generateKey({ name: "AES-GCM", length: 128 }, false,
      ["encrypt", "decrypt"]);
    const sealed = new Uint8Array(await subtle.encrypt(params, key, text));
    sealed[0] ^= 1;
    await assertRejects(subtle.decrypt(params, key, sealed), "OperationError");
  },

  "what is signed can be verified": async () => {
    for (const [made, used] of [
      [{ name: "HMAC", hash: "SHA-256" }, { name: "HMAC" }],
      [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
      [{ name: "Ed25519" }, { name: "Ed25519" }],
      [{ name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048,
        publicExponent: new Uint8Array([1, 0, 1]) }, { name: "RSASSA-PKCS1-v1_5" }],
      [{ name: "RSA-PSS", hash: "SHA-256", modulusLength: 1024,
        publicExponent: new Uint8Array([3]) }, { name: "RSA-PSS", saltLength: 32 }]]) {
      const made2 = await subtle.generateKey(made, false, ["sign", "verify"]);
      const { publicKey = made2, privateKey = made2 } = made2;
      const signature = await subtle.sign(used, privateKey, text);
      assertEquals(await subtle.verify(used, publicKey, signature, text), true, made.name);
      assertEquals(await subtle.verify(used, publicKey, signature, text.subarray(1)), false);
      assertEquals(await subtle.verify(used, publicKey, new Uint8Array(1), text), false);
    }
  },

  "RSA-OAEP encrypts": async () => {
    const { publicKey, privateKey } = await subtle.generateKey({ name: "RSA-OAEP", hash: "SHA-1",
      modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]) }, false,
    ["encrypt", "decrypt"]);
    const sealed = await subtle.encrypt("RSA-OAEP", publicKey, text);
    assertEquals(hex(await subtle.decrypt("RSA-OAEP", privateKey, sealed)), hex(text));
    await assertRejects(subtle.encrypt("RSA-OAEP", publicKey, new Uint8Array(200)),
      "OperationError");
  },

  "both sides derive the same": async () => {
    for (const algorithm of [{ name: "X25519" }, { name: "ECDH", namedCurve: "P-521" }]) {
      const one = await subtle.generateKey(algorithm, false, ["deriveBits", "deriveKey"]);
      const two = await subtle.generateKey(algorithm, false, ["deriveBits", "deriveKey"]);
      const derive = (own, peer) => subtle.deriveBits(
        { name: algorithm.name, public: peer.publicKey }, own.privateKey, 256);
      assertEquals(hex(await derive(one, two)), hex(await derive(two, one)));
      const key = await subtle.deriveKey({ name: algorithm.name, public: two.publicKey },
        one.privateKey, { name: "AES-GCM", length: 128 }, true, ["encrypt"]);
      assertEquals(hex(await subtle.exportKey("raw", key)),
        hex(await derive(one, two)).slice(0, 32));
    }
  },

  // RFC 6070.
  "PBKDF2 is computed": async () => {
    const key = await subtle.importKey("raw", new TextEncoder().encode("password"), "PBKDF2", false,
      ["deriveBits"]);
    const derive = (iterations, length = 160) => subtle.deriveBits({ name: "PBKDF2", hash: "SHA-1",
      salt: new TextEncoder().encode("salt"), iterations }, key, length);
    assertEquals(hex(await derive(1)), "0c60c80f961f0e71f3a9b524af6012062fe037a6");
    assertEquals(hex(await derive(4096)), "4b007901b765489abead49d926f721d065a429c1");
    const many = await Promise.all(Array.from({ length: 20 }, () => derive(4096)));
    assert(many.every((bits) => hex(bits) === "4b007901b765489abead49d926f721d065a429c1"));
    await assertRejects(derive(0), "OperationError");
    await assertRejects(derive(100_001), "NotSupportedError");
    await assertRejects(derive(100_000, 2 ** 31), "OperationError");
  },

  "keys go through their formats": async () => {
    for (const [algorithm, usage] of [
      [{ name: "ECDSA", namedCurve: "P-384" }, "sign"],
      [{ name: "Ed25519" }, "sign"],
      [{ name: "X25519" }, "deriveBits"],
      [{ name: "RSA-PSS", hash: "SHA-512", modulusLength: 1024,
        publicExponent: new Uint8Array([1, 0, 1]) }, "sign"]]) {
      const { publicKey, privateKey } = await subtle.generateKey(algorithm, true,
        usage === "sign" ? ["sign", "verify"] : [usage]);
      for (const [key, formats] of [[publicKey, ["spki", "jwk"]], [privateKey, ["pkcs8", "jwk"]]]) {
        for (const format of formats) {
          const exported = await subtle.exportKey(format, key);
          const imported = await subtle.importKey(format, exported, algorithm, true, key.usages);
          assertEquals(await subtle.exportKey(format, imported), exported, `${format}`);
          assertEquals(imported.algorithm, key.algorithm);
        }
      }
    }
  },

  "a JWK says what it is": async () => {
    const key = await subtle.importKey("raw", fromHex("00".repeat(16)), "AES-GCM", true,
      ["encrypt", "decrypt"]);
    assertEquals(await subtle.exportKey("jwk", key), {
      kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA", alg: "A128GCM", key_ops: ["encrypt", "decrypt"],
      ext: true,
    });
    const jwk = { kty: "oct", k: "AAAAAAAAAAAAAAAAAAAAAA" };
    const load = (changes, usages = ["encrypt"], extractable = true) =>
      subtle.importKey("jwk", { ...jwk, ...changes }, "AES-GCM", extractable, usages);
    await load({});
    await load({ ext: false }, ["encrypt"], false);
    for (const changes of [{ kty: "RSA" }, { kty: undefined }, { k: "AA=" }, { k: undefined },
      { alg: "A256GCM" }, { use: "sig" }, { key_ops: ["decrypt"] },
      { key_ops: ["encrypt", "encrypt"] }, { ext: false }, { k: "AAAA" }]) {
      await assertRejects(load(changes), "DataError");
    }
    await assertRejects(subtle.importKey("jwk", new Uint8Array(16), "AES-GCM", true, ["encrypt"]),
      TypeError);
    await assertRejects(subtle.importKey("raw", jwk, "AES-GCM", true, ["encrypt"]), TypeError);
  },

  "keys are wrapped": async () => {
    const wrapping = await subtle.generateKey({ name: "AES-KW", length: 128 }, false,
      ["wrapKey", "unwrapKey"]);
    const key = await subtle.generateKey({ name: "HMAC", hash: "SHA-256", length: 256 }, true,
      ["sign"]);
    const wrapped = await subtle.wrapKey("raw", key, wrapping, "AES-KW");
    assertEquals(wrapped.byteLength, 40);
    const unwrapped = await subtle.unwrapKey("raw", wrapped, wrapping, "AES-KW",
      { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
    assertEquals(await subtle.exportKey("jwk", unwrapped), await subtle.exportKey("jwk", key));
    const sealing = await subtle.generateKey({ name: "AES-GCM", length: 128 }, false,
      ["wrapKey", "unwrapKey"]);
    const gcm = { name: "AES-GCM", iv: new Uint8Array(12) };
    const sealed = await subtle.wrapKey("jwk", key, sealing, gcm);
    const opened = await subtle.unwrapKey("jwk", sealed, sealing, gcm,
      { name: "HMAC", hash: "SHA-256" }, true, ["sign"]);
    assertEquals(await subtle.exportKey("jwk", opened), await subtle.exportKey("jwk", key));
    await assertRejects(subtle.unwrapKey("raw", new Uint8Array(40), wrapping, "AES-KW",
      { name: "HMAC", hash: "SHA-256" }, true, ["sign"]), "OperationError");
  },

  "a key is used for what it is for": async () => {
    const key = await subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["encrypt"]);
    const gcm = { name: "AES-GCM", iv: new Uint8Array(12) };
    await assertRejects(subtle.decrypt(gcm, key, text), "InvalidAccessError");
    await assertRejects(subtle.encrypt({ name: "AES-CBC", iv: new Uint8Array(16) }, key, text),
      "InvalidAccessError");
    await assertRejects(subtle.exportKey("raw", key), "InvalidAccessError");
    await assertRejects(subtle.generateKey({ name: "AES-GCM", length: 128 }, false, ["sign"]),
      "SyntaxError");
    await assertRejects(subtle.generateKey({ name: "AES-GCM", length: 128 }, false, []),
      "SyntaxError");
    await assertRejects(subtle.generateKey({ name: "AES-GCM", length: 100 }, false, ["encrypt"]),
      "OperationError");
    await assertRejects(subtle.generateKey("DSA", false, ["sign"]), "NotSupportedError");
    await assertRejects(subtle.encrypt(gcm, {}, text), TypeError);
    await assertRejects(subtle.generateKey(gcm, false, ["eat"]), TypeError);
  },

  "names of algorithms are of ASCII": async () => {
    // Their upper case is of ASCII.
    for (const name of ["\u017fHA-1", "\u017fha-256"]) {
      await assertRejects(subtle.digest(name, text), "NotSupportedError");
    }
  },

  "a CryptoKey shows what it is and not what it holds": async () => {
    const key = await subtle.importKey("raw", new Uint8Array(16).fill(0xab), "AES-GCM", false,
      ["encrypt"]);
    assertEquals([key.type, key.extractable, key.algorithm, key.usages],
      ["secret", false, { name: "AES-GCM", length: 128 }, ["encrypt"]]);
    assert(key.algorithm === key.algorithm && key.usages === key.usages);
    assertEquals(Reflect.ownKeys(key), []);
    key.algorithm.name = "AES-CBC";
    key.usages.push("decrypt");
    await assertRejects(subtle.decrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, text),
      "InvalidAccessError");
    await subtle.encrypt({ name: "AES-GCM", iv: new Uint8Array(12) }, key, text);
    assertThrows(() => new CryptoKey(), TypeError);
    assertThrows(() => CryptoKey.prototype.type, TypeError);
  },

  "a CryptoKey is cloned": async () => {
    const key = await subtle.generateKey({ name: "AES-GCM", length: 128 }, true, ["encrypt"]);
    const { copy } = structuredClone({ copy: key });
    assert(copy instanceof CryptoKey && copy !== key);
    assertEquals(await subtle.exportKey("jwk", copy), await subtle.exportKey("jwk", key));
  },

  "a public key comes of a private one": async () => {
    const { publicKey, privateKey } = await subtle.generateKey(
      { name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    const found = await subtle.getPublicKey(privateKey, ["verify"]);
    assertEquals(hex(await subtle.exportKey("raw", found)),
      hex(await subtle.exportKey("raw", publicKey)));
    await assertRejects(subtle.getPublicKey(publicKey, []), "InvalidAccessError");
  },

  "what is supported can be asked": () => {
    assert(SubtleCrypto.supports("generateKey", { name: "AES-GCM", length: 128 }));
    assert(!SubtleCrypto.supports("generateKey", { name: "AES-GCM", length: 100 }));
    assert(!SubtleCrypto.supports("digest", "SHA-3"));
    assert(!SubtleCrypto.supports("fly", "AES-GCM"));
  },

  "octets are compared in a time that tells nothing": () => {
    const a = new Uint8Array([1, 2, 3]);
    assertEquals(subtle.timingSafeEqual(a, new Uint8Array([1, 2, 3]).buffer), true);
    assertEquals(subtle.timingSafeEqual(a, new Uint8Array([1, 2, 4])), false);
    assertThrows(() => subtle.timingSafeEqual(a, new Uint8Array(2)), TypeError);
    assertThrows(() => subtle.timingSafeEqual(a, "abc"), TypeError);
  },
};
