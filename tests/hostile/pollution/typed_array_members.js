// Replaces the accessors of typed arrays and buffers by functions that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const prototype of [Object.getPrototypeOf(Uint8Array.prototype), ArrayBuffer.prototype]) {
      for (const key of Reflect.ownKeys(prototype)) {
        const { configurable, get } = Object.getOwnPropertyDescriptor(prototype, key);
        if (!configurable || key === "constructor") continue;
        Object.defineProperty(prototype, key, get ? { get: loop } : { value: loop });
      }
    }
    return new Response(new TextEncoder().encode("end"));
  },
};
