// Makes an instance of a class that has ten thousand ancestors.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    let Kind = class {};
    for (let i = 0; i < 10000; ++i) Kind = class extends Kind {};
    return new Response(String(new Kind() instanceof Object));
  },
};
