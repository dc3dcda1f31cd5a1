// Moves a buffer to another length again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    let buffer = new ArrayBuffer(3e7);
    for (let i = 0; ; ++i) buffer = buffer.transfer(3e7 + (i & 1));
    return new Response("end");
  },
};
