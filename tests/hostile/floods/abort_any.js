// Makes signals that depend on all that went before.
// family: floods
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const { signal } = new AbortController();
    const signals = [signal];
    for (;;) signals.push(AbortSignal.any(signals));
    return new Response("end");
  },
};
