// Keeps buffers that may grow to a gigabyte each.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (;;) all.push(new ArrayBuffer(0, { maxByteLength: 2 ** 30 }));
    return new Response("end");
  },
};
