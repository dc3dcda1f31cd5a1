// Appends to one header for ever and reads it each time.
// family: natives
// outcome: exceededCpu exceededMemory exception
// limits: cpu_ms=500 memory_mb=64

export default {
  fetch() {
    const headers = new Headers();
    for (;;) {
      headers.append("a", "b".repeat(100));
      headers.get("a");
    }
    return new Response("end");
  },
};
