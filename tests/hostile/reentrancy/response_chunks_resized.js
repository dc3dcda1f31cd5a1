// Shrinks each chunk of its answer after it has enqueued it.
// family: reentrancy
// outcome: ok exception

export default {
  fetch() {
    let left = 10;
    return new Response(new ReadableStream({
      pull(controller) {
        const buffer = new ArrayBuffer(100000, { maxByteLength: 100000 });
        controller.enqueue(new Uint8Array(buffer));
        buffer.resize(left);
        if (--left === 0) controller.close();
      },
    }));
    return new Response("end");
  },
};
