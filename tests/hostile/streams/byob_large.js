// Reads endlessly into views that it keeps.
// family: streams
// outcome: exceededMemory exceededCpu exception
// limits: cpu_ms=500

export default {
  async fetch() {
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        controller.byobRequest.respond(1);
      },
    });
    const reader = stream.getReader({ mode: "byob" });
    const all = [];
    for (;;) all.push((await reader.read(new Uint8Array(1e6))).value);
    return new Response("end");
  },
};
