// Writes a list as JSON with an indentation of ten for each of a thousand levels.
// family: allocations
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  fetch() {
    let nested = [];
    for (let i = 0; i < 1000; ++i) nested = [nested, 1];
    const all = Array(1000).fill(nested);
    JSON.stringify(all, null, 10);
    return new Response("end");
  },
};
