// Clones a hundred thousand arrays, each within the last.
// family: depth
// outcome: exception ok exceededCpu

export default {
  fetch() {
    let nested = [];
    for (let i = 0; i < 1e5; ++i) nested = [nested];
    structuredClone(nested);
    return new Response("end");
  },
};
