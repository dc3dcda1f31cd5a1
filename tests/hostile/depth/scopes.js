// Calls closures that are each within the last.
// family: depth
// outcome: ok exception exceededCpu exceededMemory

export default {
  fetch() {
    let call = () => 1;
    for (let i = 0; i < 1e5; ++i) {
      const inner = call;
      call = () => inner();
    }
    return new Response(String(call()));
  },
};
