// Responds to a BYOB request whose buffer it has moved away.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const stream = new ReadableStream({
      type: "bytes",
      pull(controller) {
        const { byobRequest } = controller;
        byobRequest.view.buffer.transfer();
        byobRequest.respond(1);
      },
    });
    await stream.getReader({ mode: "byob" }).read(new Uint8Array(10)).catch(() => {});
    return new Response("end");
  },
};
