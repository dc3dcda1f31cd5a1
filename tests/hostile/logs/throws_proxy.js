// Throws a proxy whose every trap loops.
// family: logs
// outcome: exception exceededCpu

export default {
  fetch() {
    const loop = () => {
      for (;;);
    };
    throw new Proxy(new Error("x"), { get: loop, getPrototypeOf: loop, has: loop, ownKeys: loop });
  },
};
