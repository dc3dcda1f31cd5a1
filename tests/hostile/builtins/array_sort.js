// Sorts a million numbers as text.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    Array.from(new Float64Array(1e6).fill(-0.1)).sort();
    return new Response("end");
  },
};
