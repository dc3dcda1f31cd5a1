// Puts a long string in capital letters by the rules of Turkish.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    "i\u00df".repeat(2 ** 23).toLocaleUpperCase("tr");
    return new Response("end");
  },
};
