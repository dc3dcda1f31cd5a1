import util, { inspect, MIMEType, parseArgs, promisify, styleText, types } from "node:util";
import nodeTypes from "node:util/types";
import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

export const tests = {
  "inspect shows values as Node does": () => {
    assertEquals(inspect({ a: [1, { b: new Map([[1, new Set([2])]]) }] }),
      "{ a: [ 1, { b: [Map] } ] }");
    assertEquals(inspect(Promise.resolve(4)), "Promise { 4 }");
    assertEquals(inspect(new Map([[1, 2]]).entries()), "[Map Entries] { [ 1, 2 ] }");
    assertEquals(inspect(new Set([1]).values()), "[Set Iterator] { 1 }");
    assertEquals(inspect(Buffer.from("hi")), "<Buffer 68 69>");
    assertEquals(inspect(new Proxy({ a: 1 }, {}), { showProxy: true }), "Proxy [ { a: 1 }, {} ]");
    assertEquals(inspect(class A extends Map {}), "[class A extends Map]");
    assertEquals(inspect({ [inspect.custom]: () => "custom" }), "custom");
    assertEquals(inspect(Object.assign([1, , 3], { x: 1 })), "[ 1, <1 empty item>, 3, x: 1 ]");
    assertEquals(inspect(new Uint8Array(2)), "Uint8Array(2) [ 0, 0 ]");
    assertEquals(util.format("%s %d %i %j %o %%", "a", 1.5, 1.5, { a: 1 }, [1]),
      "a 1.5 1 {\"a\":1} [ 1, [length]: 1 ] %");
  },

  "types": () => {
    assertEquals(types, nodeTypes);
    assert(types.isPromise(Promise.resolve()) && types.isProxy(new Proxy({}, {})));
    assert(types.isAsyncFunction(async () => {}) && !types.isAsyncFunction(() => {}));
    assert(types.isGeneratorFunction(function* () {}) && types.isDate(new Date()));
    assert(types.isUint8Array(Buffer.alloc(1)) && types.isAnyArrayBuffer(new ArrayBuffer(1)));
    assert(types.isNativeError(new TypeError()) && !types.isNativeError({}));
    assert(types.isBoxedPrimitive(Object(1n)) && types.isRegExp(/x/));
    assert(types.isArgumentsObject((function() {
      return arguments;
    })()));
  },

  "promisify and callbackify": async () => {
    assertEquals(await promisify((a, done) => done(null, a + 1))(1), 2);
    await assertRejects(promisify((done) => done(new RangeError("x")))(), RangeError);
    const result = await new Promise((resolve) => {
      util.callbackify(async (a) => a * 2)(4, (error, value) => resolve([error, value]));
    });
    assertEquals(result, [null, 8]);
  },

  "the rest": async () => {
    assert(util.isDeepStrictEqual({ a: [1] }, { a: [1] }));
    function A() {}
    function B() {}
    util.inherits(A, B);
    assert(new A() instanceof B);
    assertEquals({ ...parseArgs({ args: ["--x", "1"], options: { x: { type: "string" } } }).values },
      { x: "1" });
    assertEquals(util.stripVTControlCharacters("\u001b[31mred\u001b[39m"), "red");
    assertEquals(styleText("red", "x", { validateStream: false }), "\u001b[31mx\u001b[39m");
    assertEquals(new MIMEType("text/html; charset=utf-8").params.get("charset"), "utf-8");
    assertEquals([util.TextEncoder, util.TextDecoder], [TextEncoder, TextDecoder]);
    assertEquals(util.getSystemErrorName(-2), "ENOENT");
    assertEquals({ ...util.parseEnv("A=1\nB='x y'") }, { A: "1", B: "x y" });
    const signal = AbortSignal.abort();
    await util.aborted(signal, {});
    assertEquals(assertThrows(() => util.inherits(null, B), TypeError).code, "ERR_INVALID_ARG_TYPE");
    let warned = 0;
    assertEquals(util.deprecate(() => ++warned, "old", "D1")(), 1);
  },
};
