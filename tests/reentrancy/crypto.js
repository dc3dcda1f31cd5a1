import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";
import {
  asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, utf8, withGetter,
} from "./reenter.js";

const { subtle } = crypto;

function hex(source) {
  return [...new Uint8Array(source)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

function importRaw(algorithm, usages) {
  return subtle.importKey("raw", new Uint8Array(16).fill(1), algorithm, true, usages);
}

const pairs = new Map();
async function pairOf(algorithm, usages) {
  const name = JSON.stringify([algorithm.name, algorithm.namedCurve]);
  if (!pairs.has(name)) pairs.set(name, await subtle.generateKey(algorithm, true, usages));
  return pairs.get(name);
}

const AGREEING = [{ name: "ECDH", namedCurve: "P-256" }, { name: "X25519" }, { name: "X448" }];
const SIGNING = ["sign", "verify"];
const CIPHER = ["encrypt", "decrypt"];
const rsa = (name) => ({
  name, hash: "SHA-256", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]),
});

// Each does something to octets with an algorithm, and a key where there is one.
const OPERATIONS = {
  digest: {
    run: (data, algorithm) => subtle.digest(algorithm, data), algorithm: { name: "SHA-256" },
  },
  "digest by SHA-3": {
    run: (data, algorithm) => subtle.digest(algorithm, data), algorithm: { name: "SHA3-256" },
  },
  "sign with HMAC": {
    key: () => importRaw({ name: "HMAC", hash: "SHA-256" }, SIGNING), algorithm: { name: "HMAC" },
  },
  "encrypt with AES-CBC": {
    key: () => importRaw("AES-CBC", CIPHER), algorithm: { name: "AES-CBC", iv: new Uint8Array(16) },
  },
  "encrypt with AES-CTR": {
    key: () => importRaw("AES-CTR", CIPHER),
    algorithm: { name: "AES-CTR", counter: new Uint8Array(16), length: 64 },
  },
  "encrypt with AES-GCM": {
    key: () => importRaw("AES-GCM", CIPHER),
    algorithm: { name: "AES-GCM", iv: new Uint8Array(12), additionalData: utf8("a") },
  },
  "sign with RSA": {
    key: async () => (await pairOf(rsa("RSASSA-PKCS1-v1_5"), SIGNING)).privateKey,
    algorithm: { name: "RSASSA-PKCS1-v1_5" },
  },
  "sign with Ed25519": {
    key: async () => (await pairOf({ name: "Ed25519" }, SIGNING)).privateKey,
    algorithm: { name: "Ed25519" },
  },
  "sign with Ed448": {
    key: async () => (await pairOf({ name: "Ed448" }, SIGNING)).privateKey,
    algorithm: { name: "Ed448" },
  },
  "import octets": {
    run: async (data, algorithm) => subtle.exportKey("raw",
      await subtle.importKey("raw", data, algorithm, true, ["sign"])),
    algorithm: { name: "HMAC", hash: "SHA-1" },
  },
};

function runnerOf(title) {
  if (title.startsWith("sign")) return (data, algorithm, key) => subtle.sign(algorithm, key, data);
  return (data, algorithm, key) => subtle.encrypt(algorithm, key, data);
}

const DATA_TEXT = "the data that was there at first";
// What takes another way when there is much of it.
const LONG_TEXT = DATA_TEXT.repeat(500);
const operating = {};
for (const [title, { algorithm, key, run = runnerOf(title) }] of Object.entries(OPERATIONS)) {
  const { name, ...rest } = algorithm;
  for (const [what, act] of [["detach", detach], ["change", (octets) => octets.fill(9)]]) {
    operating[`${title}: a getter of the algorithm that would ${what} the data`] = async () => {
      const used = await key?.();
      // Web Cryptography copies the octets when it has read the algorithm.
      const changed = utf8(DATA_TEXT);
      act(changed);
      const expected = await run(changed, algorithm, used).then(hex, () => undefined);
      const data = utf8(DATA_TEXT);
      await settles(() => run(data, withGetter(rest, "name", () => act(data), name), used),
        (result) => hex(result) === expected);
    };
  }
  operating[`${title}: data that are detached while it is done`] = async () => {
    const used = await key?.();
    const expected = hex(await run(utf8(DATA_TEXT), algorithm, used));
    const data = utf8(DATA_TEXT);
    const doing = run(data, algorithm, used);
    data.fill(0);
    detach(data);
    await settles(() => doing, (result) => hex(result) === expected);
  };
}

// What is verified, signatures included, is what there is when the algorithm was read.
async function verifyWhile(algorithm, usages, act) {
  const { publicKey, privateKey } = await pairOf(algorithm, usages);
  const data = utf8(DATA_TEXT);
  const params = { name: algorithm.name, hash: "SHA-256" };
  const signature = new Uint8Array(await subtle.sign(params, privateKey, data));
  const changing =
    withGetter({ hash: "SHA-256" }, "name", () => act(signature, data), algorithm.name);
  return settles(() => subtle.verify(changing, publicKey, signature, data),
    (result) => result === false);
}

async function encryptWhile(algorithm) {
  const key = await importRaw("AES-GCM", CIPHER);
  const plain = { name: "AES-GCM", iv: new Uint8Array(12) };
  const expected = hex(await subtle.encrypt(plain, key, new Uint8Array()));
  const data = utf8(LONG_TEXT);
  await settles(() => subtle.encrypt(algorithm(plain, () => detach(data)), key, data),
    (result) => hex(result) === expected);
}

export const tests = {
  ...operating,

  "much that is encrypted while a getter detaches it": () =>
    encryptWhile(({ iv }, act) => withGetter({ iv }, "name", act, "AES-GCM")),

  "much that is encrypted while a conversion detaches it": () =>
    encryptWhile((plain, act) => ({ ...plain, tagLength: asPrimitive(act, 128) })),

  "much that is encrypted while the trap of a proxy detaches it": () =>
    encryptWhile((plain, act) => new Proxy(plain, { get(target, name) {
      act();
      return target[name];
    } })),

  "much that is encrypted while a getter of the prototype detaches it": () =>
    encryptWhile((plain, act) => Object.assign(Object.create({ get tagLength() {
      act();
      return 128;
    } }), plain)),

  "much that is encrypted while a getter of Object.prototype detaches it": async () => {
    try {
      await encryptWhile((plain, act) => {
        Object.defineProperty(Object.prototype, "tagLength", { get: act, configurable: true });
        return plain;
      });
    } finally {
      delete Object.prototype.tagLength;
    }
  },

  "verify with ECDSA while a getter detaches the signature": () =>
    verifyWhile({ name: "ECDSA", namedCurve: "P-256" }, SIGNING, detach),

  "verify with Ed25519 while a getter changes the data": () =>
    verifyWhile({ name: "Ed25519" }, SIGNING, (_, data) => data.fill(0)),

  "verify with ML-DSA while a getter detaches both": () =>
    verifyWhile({ name: "ML-DSA-44" }, SIGNING, (signature, data) => {
      detach(signature);
      detach(data);
    }),

  "verify with RSA-PSS while a getter detaches the data": async () => {
    const { publicKey, privateKey } = await pairOf(rsa("RSA-PSS"), SIGNING);
    const data = utf8(DATA_TEXT);
    const params = { name: "RSA-PSS", saltLength: 16 };
    const signature = await subtle.sign(params, privateKey, data);
    const changing = withGetter({ saltLength: 16 }, "name", () => detach(data), "RSA-PSS");
    await settles(() => subtle.verify(changing, publicKey, signature, data),
      (result) => result === false);
  },

  "parameters that a later getter detaches": async () => {
    const key = await importRaw("AES-GCM", CIPHER);
    const iv = new Uint8Array(12).fill(3);
    const expected = hex(await subtle.encrypt({ name: "AES-GCM", iv: iv.slice() }, key, utf8("x")));
    const algorithm = { name: "AES-GCM", iv, get tagLength() {
      detach(iv);
      return 128;
    } };
    await settles(() => subtle.encrypt(algorithm, key, utf8("x")),
      (result) => hex(result) === expected);
  },

  "parameters that can be resized are refused": async () => {
    const key = await importRaw("AES-GCM", CIPHER);
    const gcm = { name: "AES-GCM", iv: resizable(12) };
    await assertRejects(subtle.encrypt(gcm, key, utf8("x")), TypeError);
    await assertRejects(subtle.digest("SHA-256", resizable(8)), TypeError);
    await assertRejects(subtle.importKey("raw", resizable(16), "AES-GCM", true, CIPHER), TypeError);
  },

  "usages whose iterator detaches the key's octets": async () => {
    const octets = new Uint8Array(16).fill(1);
    const usages = iterableOf(CIPHER, () => detach(octets));
    await settles(() => subtle.importKey("raw", octets, "AES-GCM", true, usages));
  },

  "a JWK whose getters change it": async () => {
    const jwk = await subtle.exportKey("jwk", await importRaw("AES-GCM", CIPHER));
    const changing = withGetter(jwk, "alg", () => {
      changing.k = "AAAA";
      delete changing.kty;
    }, jwk.alg);
    await settles(() => subtle.importKey("jwk", changing, "AES-GCM", true, CIPHER));
  },

  "a JWK whose getters throw": async () => {
    const reason = new RangeError("no");
    await assertRejects(subtle.importKey("jwk", { get k() {
      throw reason;
    } }, "AES-GCM", true, CIPHER), reason);
  },

  "importing EC and OKP keys while a getter detaches their octets": async () => {
    for (const algorithm of AGREEING) {
      const { publicKey } = await pairOf(algorithm, ["deriveBits"]);
      const der = new Uint8Array(await subtle.exportKey("spki", publicKey));
      const { name, ...rest } = algorithm;
      const changing = withGetter(rest, "name", () => detach(der), name);
      await settles(() => subtle.importKey("spki", der, changing, true, []));
      const raw = new Uint8Array(await subtle.exportKey("raw", publicKey));
      const other = withGetter(rest, "name", () => raw.fill(0), name);
      await settles(() => subtle.importKey("raw", raw, other, true, []));
    }
  },

  "importing PKCS8 while a getter detaches it": async () => {
    for (const algorithm of [{ name: "Ed25519" }, { name: "ECDSA", namedCurve: "P-256" },
      rsa("RSASSA-PKCS1-v1_5"), { name: "ML-DSA-44" }, { name: "Ed448" }]) {
      const { privateKey } = await pairOf(algorithm, SIGNING);
      const der = new Uint8Array(await subtle.exportKey("pkcs8", privateKey));
      const { name, ...rest } = algorithm;
      const changing = withGetter(rest, "name", () => detach(der), name);
      await settles(() => subtle.importKey("pkcs8", der, changing, true, ["sign"]));
    }
  },

  "deriving bits while getters detach the salt": async () => {
    const base = await subtle.importKey("raw", utf8("k"), "HKDF", false, ["deriveBits"]);
    const salt = utf8("salt");
    const info = utf8("info");
    const given = { name: "HKDF", hash: "SHA-256", salt: utf8("salt"), info: utf8("info") };
    const expected = hex(await subtle.deriveBits(given, base, 64));
    const changing = withGetter({ name: "HKDF", salt, info }, "hash", () => {
      detach(salt);
      detach(info);
    }, "SHA-256");
    await settles(() => subtle.deriveBits(changing, base, 64));
    const later = { name: "HKDF", hash: "SHA-256", info, get salt() {
      return utf8("salt");
    } };
    later.info = utf8("info");
    assertEquals(hex(await subtle.deriveBits(later, base, 64)), expected);
  },

  "deriving bits with PBKDF2 while its salt is detached": async () => {
    const base = await subtle.importKey("raw", utf8("k"), "PBKDF2", false, ["deriveBits"]);
    const salt = utf8("salt");
    const params = { name: "PBKDF2", hash: "SHA-256", iterations: 2000 };
    const deriving = subtle.deriveBits({ ...params, salt }, base, 128);
    detach(salt);
    const again = subtle.deriveBits({ ...params, salt: utf8("salt") }, base, 128);
    assertEquals(hex(await deriving), hex(await again));
  },

  "Argon2 while its nonce is detached": async () => {
    const base = await subtle.importKey("raw-secret", utf8("k"), "Argon2id", false, ["deriveBits"]);
    const params = (nonce) => ({ name: "Argon2id", nonce, memory: 8, passes: 1, parallelism: 1 });
    const nonce = utf8("a nonce!");
    const deriving = subtle.deriveBits(params(nonce), base, 64);
    detach(nonce);
    const again = subtle.deriveBits(params(utf8("a nonce!")), base, 64);
    assertEquals(hex(await deriving), hex(await again));
  },

  "agreeing on bits while a getter of the algorithm agrees": async () => {
    for (const algorithm of AGREEING) {
      const { publicKey, privateKey } = await pairOf(algorithm, ["deriveBits"]);
      const params = { name: algorithm.name, public: publicKey };
      const expected = hex(await subtle.deriveBits(params, privateKey, 64));
      const nested = withGetter({ name: algorithm.name }, "public",
        () => subtle.deriveBits(params, privateKey, 64), publicKey);
      assertEquals(hex(await subtle.deriveBits(nested, privateKey, 64)), expected);
    }
  },

  "encapsulating while a getter detaches the ciphertext": async () => {
    const { publicKey, privateKey } = await pairOf({ name: "ML-KEM-768" },
      ["encapsulateBits", "decapsulateBits"]);
    const { sharedKey, ciphertext } = await subtle.encapsulateBits("ML-KEM-768", publicKey);
    const given = new Uint8Array(ciphertext);
    const changing = withGetter({}, "name", () => detach(given), "ML-KEM-768");
    await settles(() => subtle.decapsulateBits(changing, privateKey, given),
      (bits) => hex(bits) === hex(sharedKey));
  },

  "importing ML-KEM and ML-DSA seeds while a getter detaches them": async () => {
    const seeds = [["ML-KEM-768", 64, ["decapsulateBits"]], ["ML-DSA-44", 32, ["sign"]]];
    for (const [name, size, usages] of seeds) {
      const seed = new Uint8Array(size).fill(4);
      const changing = withGetter({}, "name", () => detach(seed), name);
      await settles(() => subtle.importKey("raw-seed", seed, changing, true, usages));
    }
  },

  "RSA-OAEP while a getter detaches the label": async () => {
    const { publicKey, privateKey } = await pairOf(rsa("RSA-OAEP"), CIPHER);
    const sealed =
      new Uint8Array(await subtle.encrypt({ name: "RSA-OAEP" }, publicKey, utf8("abc")));
    const changing = withGetter({}, "name", () => detach(sealed), "RSA-OAEP");
    await settles(() => subtle.decrypt(changing, privateKey, sealed),
      (octets) => hex(octets) === "616263");
    const label = utf8("l");
    const encrypting = subtle.encrypt({ name: "RSA-OAEP", label }, publicKey, utf8("abc"));
    detach(label);
    const opening = { name: "RSA-OAEP", label: utf8("l") };
    const opened = await subtle.decrypt(opening, privateKey, await encrypting);
    assertEquals(hex(opened), "616263");
  },

  "generating keys whose exponent a getter detaches": async () => {
    const publicExponent = new Uint8Array([1, 0, 1]);
    const algorithm = withGetter({ hash: "SHA-256", modulusLength: 1024, publicExponent }, "name",
      () => detach(publicExponent), "RSA-PSS");
    await settles(() => subtle.generateKey(algorithm, true, SIGNING));
  },

  "wrapping and unwrapping while getters change what is wrapped": async () => {
    const key = await importRaw("AES-GCM", [...CIPHER, "wrapKey", "unwrapKey"]);
    const gcm = { name: "AES-GCM", iv: new Uint8Array(12) };
    const wrapped = new Uint8Array(await subtle.wrapKey("raw", key, key, gcm));
    const changing = withGetter({ iv: gcm.iv }, "name", () => detach(wrapped), "AES-GCM");
    await settles(() =>
      subtle.unwrapKey("raw", wrapped, key, changing, "AES-GCM", true, CIPHER));
    const jwk = new Uint8Array(await subtle.wrapKey("jwk", key, key, gcm));
    const other = withGetter({}, "name", () => jwk.fill(0), "AES-GCM");
    await settles(() => subtle.unwrapKey("jwk", jwk, key, gcm, other, true, CIPHER));
  },

  "getRandomValues() of what is no memory any more": () => {
    const octets = new Uint8Array(8);
    detach(octets);
    assertEquals(crypto.getRandomValues(octets).length, 0);
    const other = resizable(8);
    attempt(() => crypto.getRandomValues(other));
    other.buffer.resize(0);
    attempt(() => crypto.getRandomValues(other));
  },

  "timingSafeEqual() of octets that are detached": () => {
    const octets = new Uint8Array(8);
    detach(octets);
    assertThrows(() => subtle.timingSafeEqual(octets, new Uint8Array(8)), TypeError);
    assert(subtle.timingSafeEqual(octets, new Uint8Array(0)));
  },

  "UUIDs within UUIDs": () => {
    const id = crypto.randomUUID(asText(() => crypto.randomUUID(), "x"));
    assertEquals(id.length, 36);
  },

  "a DigestStream whose chunk is detached before it is hashed": async () => {
    const stream = new crypto.DigestStream("SHA-256");
    const writer = stream.getWriter();
    const octets = utf8("abc");
    writer.write(utf8("1"));
    const writing = writer.write(octets);
    detach(octets);
    await settles(() => writing);
    await settles(() => writer.close());
    const expected = hex(await subtle.digest("SHA-256", utf8("1")));
    await settles(() => stream.digest, (digest) => hex(digest) === expected);
  },

  "an algorithm whose name aborts the stream that hashes": async () => {
    let stream;
    const algorithm = { get name() {
      stream?.abort(new TypeError("no"));
      return "SHA-1";
    } };
    stream = new crypto.DigestStream(algorithm);
    const other = new crypto.DigestStream(algorithm);
    await settles(() => stream.digest);
    await other.close();
    assertEquals((await other.digest).byteLength, 20);
  },

  "supports() whose algorithm asks it": () => {
    const algorithm = { get name() {
      SubtleCrypto.supports("digest", "SHA-1");
      return "SHA-256";
    } };
    assertEquals(SubtleCrypto.supports("digest", algorithm), true);
  },
};
