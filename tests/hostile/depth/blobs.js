// Reads a blob that was cut a hundred thousand times.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  async fetch() {
    let blob = new Blob(["abc"]);
    for (let i = 0; i < 1e5; ++i) blob = i % 2 ? blob.slice(0, 3) : new Blob([blob]);
    return new Response(await blob.text());
  },
};
