const encoder = new TextEncoder();

function events(last: number, count: number, signal: AbortSignal): ReadableStream {
  let id = last;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode("retry: 100\n\n")),
    async pull(controller) {
      if (id >= last + count) return controller.close();
      await scheduler.wait(2);
      id += 1;
      controller.enqueue(encoder.encode(`id: ${id}\nevent: tide\ndata: ${JSON.stringify({ height: id * 2 })}\n\n`));
    },
    cancel: (reason) => console.log(`cancelled at ${id < last + count ? "some time" : "the end"}: ${signal.aborted}`),
  });
}

export default {
  fetch(request: Request): Response {
    const url = new URL(request.url);
    if (url.pathname === "/") {
      return new Response('<script>new EventSource("/tides")</script>', { headers: { "content-type": "text/html" } });
    }
    const last = Number(request.headers.get("last-event-id") ?? 0);
    const stream = events(last, Number(url.searchParams.get("count") ?? 3), request.signal);
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-cache" },
    });
  },
};
