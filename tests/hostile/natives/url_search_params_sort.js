// Sorts a million parameters.
// family: natives
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new URLSearchParams("b=1&a=2&".repeat(1e6)).sort();
    return new Response("end");
  },
};
