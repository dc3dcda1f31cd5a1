// Searches a long text for a letter again and again.
// family: slow_loops
// outcome: exceededCpu

export default {
  fetch() {
    const text = new TextDecoder().decode(new Uint8Array(6e7).fill(97));
    for (;;) text.indexOf("b");
    return new Response("end");
  },
};
