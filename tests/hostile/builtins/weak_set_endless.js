// Makes a WeakMap of an endless iterator of the same pair.
// family: builtins
// outcome: exceededCpu exception

export default {
  fetch() {
    const pair = [{}, 1];
    const pairs = { length: 2 ** 53 - 1, __proto__: new Proxy({}, { get: () => pair }) };
    new WeakMap([].values.call(pairs));
    return new Response("end");
  },
};
