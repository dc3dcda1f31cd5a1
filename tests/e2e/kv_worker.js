// Does what a test asks of env.KV and env.OTHER, step by step, and tells what came of each.

let cancelled;

// A stream of `count` chunks of `size` octets, or as many as anybody wants; each is read from the same
// buffer. Then it ends, or fails.
function chunks(count, size, then) {
  const buffer = new Uint8Array(size);
  let made = 0;
  return new ReadableStream({
    async pull(controller) {
      if (made === count) return then === undefined ? controller.close() : controller.error(Error(then));
      await new Promise((resolve) => setTimeout(resolve, 0));
      controller.enqueue(buffer.fill(97 + made++ % 26));
    },
    cancel(reason) { cancelled = reason.message; },
  });
}

// Several puts at once, and what came of those that failed.
async function putMany(space, count, ...args) {
  const puts = [];
  for (let i = 0; i < count; ++i) puts.push(space.put(`many-${i}`, ...args));
  console.log(`${count} puts are asked for`);
  const failed = (await Promise.allSettled(puts)).filter((one) => one.status === "rejected");
  return failed.map((one) => one.reason.message);
}

function decode(value) {
  if (typeof value !== "object" || value === null) return value;
  if (value.repeat !== undefined) return value.text.repeat(value.repeat);
  if (value.octets !== undefined) return new Uint8Array(value.octets);
  if (value.buffer !== undefined) return new Uint8Array(value.buffer).buffer;
  if (value.stream !== undefined) return new Blob(value.stream).stream();
  if (value.chunks !== undefined) return chunks(value.chunks, value.size, value.then);
  if (value.long !== undefined) return new Uint8Array(value.long).fill(7);
  return value;
}

async function encode(value) {
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof ArrayBuffer) return { buffer: [...new Uint8Array(value)] };
  if (value instanceof ReadableStream) return { stream: await new Response(value).text() };
  if (value instanceof Object && value.value instanceof ReadableStream) {
    return { ...value, value: await encode(value.value) };
  }
  if (value instanceof Object && value.value instanceof ArrayBuffer) {
    return { ...value, value: await encode(value.value) };
  }
  return value;
}

export default {
  async fetch(request, env) {
    const results = [];
    for (const [method, ...args] of await request.json()) {
      const [name, space] = method.startsWith("other.") ? [method.slice(6), env.OTHER]
        : [method, env.KV];
      try {
        const value = name === "cancelled" ? cancelled
          : name === "putMany" ? await putMany(space, ...args.map(decode))
          : await encode(await space[name](...args.map(decode)));
        results.push({ value: value === undefined ? "undefined" : value });
      } catch (error) {
        results.push({ error: `${error.name}: ${error.message}` });
      }
    }
    return Response.json(results);
  },
};
