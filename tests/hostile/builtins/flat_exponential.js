// Flattens an array that holds the same array twice, sixty levels deep.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    let nested = [];
    for (let i = 0; i < 60; ++i) nested = [nested, nested];
    nested.flat(Infinity);
    return new Response("end");
  },
};
