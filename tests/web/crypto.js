import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

export const tests = {
  "digests are those of the standards": async () => {
    const abc = new TextEncoder().encode("abc");
    const expected = {
      "SHA-1": "a9993e364706816aba3e25717850c26c9cd0d89d",
      "sha-256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      "SHA-384": "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed" +
        "8086072ba1e7cc2358baeca134c825a7",
      "SHA-512": "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a" +
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "MD5": "900150983cd24fb0d6963f7d28e17f72",
    };
    for (const name of Object.keys(expected)) {
      assertEquals(hex(await crypto.subtle.digest(name, abc)), expected[name], name);
      assertEquals(hex(await crypto.subtle.digest({ name }, abc.buffer)), expected[name], name);
    }
    const view = new DataView(new TextEncoder().encode("xabcx").buffer, 1, 3);
    assertEquals(hex(await crypto.subtle.digest("SHA-1", view)), expected["SHA-1"]);
    assert(await crypto.subtle.digest("SHA-1", abc) instanceof ArrayBuffer);
  },

  "a digest that is asked for wrongly is a rejection": async () => {
    const none = new Uint8Array(0);
    await assertRejects(crypto.subtle.digest("SHA-3", none), "NotSupportedError");
    await assertRejects(crypto.subtle.digest({}, none), TypeError);
    await assertRejects(crypto.subtle.digest("SHA-1", "text"), TypeError);
    await assertRejects(crypto.subtle.digest("SHA-1"), TypeError);
    await assertRejects(SubtleCrypto.prototype.digest.call({}, "SHA-1", none), TypeError);
  },

  "random values fill the array that is given": () => {
    for (const Class of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint32Array,
      BigInt64Array]) {
      const array = new Class(64);
      assert(crypto.getRandomValues(array) === array);
      assert(array.some((value) => value != 0), Class.name);
    }
    const whole = new Uint8Array(96);
    crypto.getRandomValues(whole.subarray(32, 64));
    assert(whole.subarray(0, 32).every((octet) => octet === 0));
    assert(whole.subarray(64).every((octet) => octet === 0));
    assertEquals(crypto.getRandomValues(new Uint8Array(0)).length, 0);
  },

  "random values are integers, and not too many": () => {
    assertThrows(() => crypto.getRandomValues(new Float64Array(1)), "TypeMismatchError");
    assertThrows(() => crypto.getRandomValues(new DataView(new ArrayBuffer(1))), "TypeMismatchError");
    assertThrows(() => crypto.getRandomValues(new Uint8Array(65537)), "QuotaExceededError");
    assertEquals(crypto.getRandomValues(new Uint8Array(65536)).length, 65536);
    assertThrows(() => crypto.getRandomValues([1]), TypeError);
    assertThrows(() => crypto.getRandomValues(), TypeError);
  },

  "a random UUID is of version 4": () => {
    const seen = new Set();
    for (let i = 0; i < 100; ++i) {
      const uuid = crypto.randomUUID();
      assert(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid), uuid);
      seen.add(uuid);
    }
    assertEquals(seen.size, 100);
  },

  "there is one crypto": () => {
    assert(crypto instanceof Crypto);
    assert(crypto.subtle === crypto.subtle);
    assert(crypto.subtle instanceof SubtleCrypto);
    assertThrows(() => new Crypto(), TypeError);
    assertThrows(() => new SubtleCrypto(), TypeError);
    assertThrows(() => Crypto.prototype.randomUUID.call({}), TypeError);
  },
};
