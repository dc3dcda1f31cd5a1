// Shrinks a buffer while the arguments of its methods are converted.
// family: reentrancy
// outcome: ok exception
// needs: nodejs_compat

import { Buffer } from "node:buffer";

export default {
  fetch() {
    const memory = new ArrayBuffer(1e6, { maxByteLength: 1e6 });
    const buffer = Buffer.from(memory);
    const shrinks = {
      valueOf() {
        memory.resize(10);
        return 1000;
      },
    };
    for (const step of [
      () => buffer.write("x".repeat(1e5), shrinks),
      () => buffer.fill("abc", shrinks),
      () => buffer.copy(buffer, shrinks),
      () => buffer.indexOf("x", shrinks),
      () => buffer.toString("hex", shrinks),
      () => buffer.subarray(shrinks).toString("latin1"),
      () => Buffer.compare(buffer, buffer),
    ]) {
      memory.resize(1e6);
      try {
        step();
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
