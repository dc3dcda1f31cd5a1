// Compiles a regular expression of thirty thousand optional groups, each within the last.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    new RegExp("(?:".repeat(30000) + "a" + "b)?".repeat(30000)).test("a");
    return new Response("end");
  },
};
