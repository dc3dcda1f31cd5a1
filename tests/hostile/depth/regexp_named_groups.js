// Compiles a regular expression of many thousand named groups, each within the last.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    let source = "a";
    for (let i = 0; i < 20000; ++i) source = `(?<name${i}>${source})`;
    new RegExp(source).exec("a");
    return new Response("end");
  },
};
