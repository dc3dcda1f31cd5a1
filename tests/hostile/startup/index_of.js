// Searches an array-like of 2^53 - 1 places at the top level.
// family: startup
// outcome: exceededCpu

const found = Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);

export default {
  fetch() {
    return new Response(String(found));
  },
};
