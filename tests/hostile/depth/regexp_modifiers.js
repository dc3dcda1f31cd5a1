// Compiles a regular expression of thirty thousand modifiers, each within the last.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    new RegExp("(?i:".repeat(30000) + "a" + ")".repeat(30000)).test("A");
    return new Response("end");
  },
};
