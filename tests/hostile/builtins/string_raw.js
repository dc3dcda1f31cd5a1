// Joins 2^53 - 1 empty pieces with String.raw.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const pieces = new Proxy({ length: 2 ** 53 - 1 }, {});
    Object.setPrototypeOf(pieces, new Proxy({}, { get: () => "" }));
    String.raw({ raw: pieces });
    return new Response("end");
  },
};
