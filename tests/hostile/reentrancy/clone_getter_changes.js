// Makes an object larger while it is cloned.
// family: reentrancy
// outcome: ok exception exceededMemory exceededCpu

export default {
  fetch() {
    const object = { a: 1 };
    Object.defineProperty(object, "b", {
      enumerable: true,
      get() {
        for (let i = 0; i < 1000; ++i) object[`key${i}`] = new Map([[i, object]]);
        delete object.a;
        return object;
      },
    });
    structuredClone(object);
    return new Response("end");
  },
};
