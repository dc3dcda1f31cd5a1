// Asks for buffers of two gigabytes and catches what is thrown.
// family: buffers
// outcome: exceededMemory exception exceededCpu
// limits: cpu_ms=500

export default {
  fetch() {
    const all = [];
    for (let i = 0; i < 1000; ++i) {
      try {
        all.push(new ArrayBuffer(2 ** 31));
      } catch (error) {
        if (i === 999) throw error;
      }
    }
    return new Response("end");
  },
};
