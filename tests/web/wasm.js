import { assert, assertEquals, assertRejects } from "./assert.js";

// (module (func (export "one") (result i32) (i32.const 1)))
const BYTES = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 111, 110, 101, 0, 0,
  10, 6, 1, 4, 0, 65, 1, 11,
]);
const answer = (type = "application/wasm", init = {}) =>
  new Response(BYTES, { ...init, headers: { "content-type": type } });

export const tests = {
  "a response is compiled and instantiated": async () => {
    assert(await WebAssembly.compileStreaming(answer()) instanceof WebAssembly.Module);
    const { module, instance } =
      await WebAssembly.instantiateStreaming(Promise.resolve(answer("Application/WASM")));
    assert(module instanceof WebAssembly.Module);
    assertEquals(instance.exports.one(), 1);
  },

  "what is no WebAssembly is refused": async () => {
    const { compileStreaming } = WebAssembly;
    await assertRejects(compileStreaming(BYTES), TypeError);
    await assertRejects(compileStreaming(answer("application/wasm;x")), TypeError);
    await assertRejects(compileStreaming(answer("application/wasm", { status: 404 })), TypeError);
    const used = answer();
    await used.text();
    await assertRejects(compileStreaming(used), TypeError);
    const empty = new Response("", { headers: { "content-type": "application/wasm" } });
    await assertRejects(compileStreaming(empty), WebAssembly.CompileError);
    await assertRejects(WebAssembly.instantiateStreaming(answer(), 5), TypeError);
  },
};
