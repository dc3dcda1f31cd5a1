// Unites a set with set-like keys that never end, all of it builtin.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    const endless = { size: 0, has: Object, keys: () => [].values.call({ length: 2 ** 53 - 1 }) };
    new Set([1]).union(endless);
    return new Response("end");
  },
};
