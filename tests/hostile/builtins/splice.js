// Takes 2^31 places out of an array-like.
// family: builtins
// outcome: exceededCpu exception

export default {
  fetch() {
    Array.prototype.splice.call({ length: 2 ** 53 - 1 }, 0, 2 ** 31);
    return new Response("end");
  },
};
