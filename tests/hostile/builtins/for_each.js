// Visits the places of an array-like that has none.
// family: builtins
// outcome: exceededCpu

export default {
  fetch() {
    Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, Object);
    return new Response("end");
  },
};
