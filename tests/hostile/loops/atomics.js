// Waits in a loop for a number in shared memory that nobody writes.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const { buffer } = new WebAssembly.Memory({ shared: true, initial: 1, maximum: 1 });
    const cell = new Int32Array(buffer);
    while (Atomics.load(cell, 0) === 0);
    return new Response("end");
  },
};
