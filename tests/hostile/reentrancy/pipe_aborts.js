// Aborts a pipe from the callbacks of both of its ends.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const controller = new AbortController();
    const source = new ReadableStream({
      pull(own) {
        own.enqueue(new Uint8Array(1));
        controller.abort();
      },
      cancel() {
        controller.abort();
      },
    });
    const sink = new WritableStream({
      write() {
        controller.abort();
      },
      abort() {
        controller.abort();
      },
    });
    await source.pipeTo(sink, { signal: controller.signal }).catch(() => {});
    return new Response("end");
  },
};
