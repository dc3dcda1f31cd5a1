// Logs a table of a hundred thousand rows.
// family: logs
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    console.table(Array.from({ length: 1e5 }, (_, i) => ({ i, [`column${i % 1000}`]: i })));
    return new Response("end");
  },
};
