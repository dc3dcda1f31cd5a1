// Compiles a regular expression of fifty thousand groups, each within the last.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    new RegExp("(".repeat(50000) + ")".repeat(50000)).test("a");
    return new Response("end");
  },
};
