// Writes a hundred thousand arrays, each within the last, as text.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let nested = [1];
    for (let i = 0; i < 1e5; ++i) nested = [nested];
    return new Response(String(nested));
  },
};
