// Flattens an array that holds itself.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    const loop = [1];
    loop.push(loop);
    loop.flat(Infinity);
    return new Response("end");
  },
};
