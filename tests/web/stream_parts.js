// What the checks of streams are written with.

/** Everything that the stream gives, read to its end. */
export async function valuesOf(stream) {
  const values = [];
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return values;
    values.push(value);
  }
}

/** A stream of these values. */
export function streamOf(...values) {
  return new ReadableStream({
    start(controller) {
      for (const value of values) controller.enqueue(value);
      controller.close();
    },
  });
}

/** A Uint8Array of these. */
export function octets(...values) {
  return new Uint8Array(values);
}

/** What is queued now has run. */
export function turns() {
  return new Promise((done) => setTimeout(done, 0));
}
