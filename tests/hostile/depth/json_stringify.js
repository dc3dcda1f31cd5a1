// Writes a hundred thousand arrays, each within the last, as JSON.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let nested = [];
    for (let i = 0; i < 1e5; ++i) nested = [nested];
    JSON.stringify(nested);
    return new Response("end");
  },
};
