// Puts two hundred million letters into capitals that are two each.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    "\u00df".repeat(2e8).toUpperCase();
    return new Response("end");
  },
};
