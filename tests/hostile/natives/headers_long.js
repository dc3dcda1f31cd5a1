// Answers with a header of a hundred megabytes.
// family: natives
// outcome: exception exceededCpu exceededMemory ok

export default {
  fetch() {
    return new Response("end", { headers: { a: "b".repeat(1e8) } });
  },
};
