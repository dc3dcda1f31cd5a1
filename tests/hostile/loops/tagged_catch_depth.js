// Overflows the stack again and again and catches it each time.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const deep = () => deep() + 1;
    for (;;) {
      try {
        deep();
      } catch {
        continue;
      }
    }
    return new Response("end");
  },
};
