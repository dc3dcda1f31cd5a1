// Asks for the first value of an iterator that was mapped a hundred thousand times.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    let iterator = [1].values();
    for (let i = 0; i < 1e5; ++i) iterator = iterator.map(Object);
    return new Response(String(iterator.next().value));
  },
};
