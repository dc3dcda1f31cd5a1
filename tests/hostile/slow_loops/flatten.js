// Joins a letter to a long text and reads it, again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    let text = "a".repeat(2e7);
    for (let i = 0; ; ++i) (text + i).charCodeAt(i);
    return new Response("end");
  },
};
