// Replaces the methods of maps, sets and weak maps by functions that loop.
// family: pollution
// outcome: ok exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    for (const Kind of [Map, Set, WeakMap, WeakSet, WeakRef, FinalizationRegistry]) {
      for (const key of Reflect.ownKeys(Kind.prototype)) {
        if (key !== "constructor") Object.defineProperty(Kind.prototype, key, { value: loop });
      }
    }
    const target = new EventTarget();
    target.addEventListener("x", () => {});
    target.dispatchEvent(new Event("x"));
    console.count("x");
    setTimeout(() => {}, 1);
    return new Response("end");
  },
};
