// Compiles a WebAssembly module of thousands of functions again and again.
// family: slow_loops
// outcome: exceededCpu exceededMemory

function leb(n) {
  const out = [];
  for (; n > 127; n >>>= 7) out.push((n & 127) | 128);
  return [...out, n];
}
function section(id, count, item) {
  const head = leb(count);
  const body = new Uint8Array(head.length + count * item.length);
  body.set(head);
  for (let i = 0; i < count; ++i) body.set(item, head.length + i * item.length);
  return [id, ...leb(body.length), ...body];
}

export default {
  fetch() {
    const body = [0, ...Array(100).fill([65, 1, 26]).flat(), 11];
    const module = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, ...section(1, 1, [96, 0, 0]),
      ...section(3, 200, [0]), ...section(10, 200, [...leb(body.length), ...body])]);
    for (;;) new WebAssembly.Module(module);
    return new Response("end");
  },
};
