// Joins the characters of an array-like that has no place with String.raw.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    String.raw({ raw: { length: 2 ** 53 - 1 } });
    return new Response("end");
  },
};
