// Compiles a regular expression of thirty thousand groups of alternatives, each within the last.
// family: depth
// outcome: exception exceededCpu exceededMemory ok

export default {
  fetch() {
    new RegExp("(?:b|".repeat(30000) + "a" + ")".repeat(30000)).test("a");
    return new Response("end");
  },
};
