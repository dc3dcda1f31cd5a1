// Makes and forgets large buffers.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    for (;;) new ArrayBuffer(5e7);
    return new Response("end");
  },
};
