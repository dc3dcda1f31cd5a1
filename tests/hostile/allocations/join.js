// Joins thirty million words.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    const words = new Array(3e7);
    words.join("sixteen letters.");
    return new Response("end");
  },
};
