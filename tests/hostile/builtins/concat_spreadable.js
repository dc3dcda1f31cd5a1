// Concatenates an array-like that says it is to be spread.
// family: builtins
// outcome: ok exceededCpu exceededMemory exception

export default {
  fetch() {
    [].concat(new Proxy({ length: 2 ** 53 - 2, [Symbol.isConcatSpreadable]: true }, {}));
    return new Response("end");
  },
};
