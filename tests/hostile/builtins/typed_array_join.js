// Joins the numbers of a typed array.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    new Float64Array(1e7).join("");
    return new Response("end");
  },
};
