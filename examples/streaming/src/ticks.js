/** A stream of server-sent events that ends after `n` of them, or when the client goes away. */
export function ticks(query) {
  const count = clamp(query.get("n"), 5, 1000);
  const millis = clamp(query.get("ms"), 1000, 60_000);
  const encoder = new TextEncoder();
  let sent = 0;
  let timer;
  const body = new ReadableStream({
    start(controller) {
      timer = setInterval(() => {
        const data = JSON.stringify({ tick: ++sent, of: count });
        controller.enqueue(encoder.encode(`id: ${sent}\ndata: ${data}\n\n`));
        if (sent < count) return;
        clearInterval(timer);
        controller.close();
      }, millis);
    },
    cancel() {
      clearInterval(timer);
      console.log(`the client left after ${sent} of ${count} ticks`);
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
  });
}

function clamp(text, fallback, most) {
  const number = Number(text ?? fallback);
  return Number.isInteger(number) && number > 0 ? Math.min(number, most) : fallback;
}
