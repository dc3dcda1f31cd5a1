import assert, { AssertionError } from "node:assert";
import strict from "node:assert/strict";
import { assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "a failure says what differs": () => {
    const error = assertThrows(() => assert.deepStrictEqual({ a: 1 }, { a: 2 }), AssertionError);
    assertEquals(error.code, "ERR_ASSERTION");
    assertEquals(error.message.includes("+   a: 1") && error.message.includes("-   a: 2"), true);
  },

  "strict compares strictly": () => {
    assert.equal(1, "1");
    assertThrows(() => strict.equal(1, "1"), AssertionError);
    assertEquals(strict, assert.strict);
    strict.deepEqual(new Map([[1, new Set([2])]]), new Map([[1, new Set([2])]]));
  },

  "errors are matched": async () => {
    assert.throws(() => {
      throw new TypeError("no");
    }, { name: "TypeError", message: /no/ });
    await assert.rejects(async () => {
      throw new RangeError("far");
    }, RangeError);
    assertThrows(() => assert(0), AssertionError);
    assertThrows(() => assert.fail("x"), AssertionError);
  },
};
