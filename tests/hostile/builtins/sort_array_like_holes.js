// Sorts array-likes of ever more places.
// family: builtins
// outcome: exceededCpu exceededMemory exception

export default {
  fetch() {
    for (let length = 2 ** 20; ; length *= 2) Array.prototype.sort.call({ length, 3: 1 }, Object);
    return new Response("end");
  },
};
