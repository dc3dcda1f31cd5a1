// Calls a builtin with the places of an array-like as arguments.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    Reflect.apply(Math.max, null, { length: 2 ** 26 });
    return new Response("end");
  },
};
