// The worker of event_source_test.py: what a source has shown, as JSON.

function collect(source, until) {
  return new Promise((resolve) => {
    const seen = [];
    const note = (event) => {
      seen.push(event.type === "error" ? `error ${event.message ?? ""}`.trim()
        : event.type === "open" ? "open"
        : [event.type, event.data, event.lastEventId, event.origin]);
      if (!until(seen, event)) return;
      source.close();
      resolve(seen);
    };
    for (const type of ["open", "message", "error", "custom"]) source.addEventListener(type, note);
  });
}

const scenarios = {
  async "/all"({ to, url }) {
    const count = Number(url.searchParams.get("count"));
    const source = new EventSource(to);
    const states = [source.readyState, source.url === to, source.withCredentials];
    const seen = await collect(source, (all) => all.length === count);
    return Response.json({ states, seen, closed: source.readyState });
  },
  async "/from"() {
    const chunks = ["\uFEFFdata: o", "ne\r", "\n\rdata:two\n\n", ": comment\nevent: custom\ndata: é\ndata\n",
      "id: 7\n\ndata: lost"];
    const stream = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    });
    const source = EventSource.from(stream);
    const seen = await collect(source, (all, event) => event.type === "error");
    return Response.json({ url: source.url, seen, locked: stream.locked });
  },
  async "/split"() {
    // Each octet by itself.
    const octets = new TextEncoder().encode("event: custom\r\ndata: \u{1f600}\r\ndata: b\r\n\r\n");
    const stream = new ReadableStream({
      start(controller) {
        for (const octet of octets) controller.enqueue(Uint8Array.of(octet));
        controller.close();
      },
    });
    const seen = await collect(EventSource.from(stream), (all, event) => event.type === "error");
    return Response.json(seen);
  },
  async "/errors"() {
    const messages = [];
    for (const run of [() => new EventSource("nothing"), () => new EventSource(),
      () => EventSource.from("x"), () => EventSource.from(new ReadableStream().tee)]) {
      try {
        run();
        messages.push("none");
      } catch (error) {
        messages.push(error.name);
      }
    }
    return Response.json(messages);
  },
};

export default {
  fetch(request) {
    const url = new URL(request.url);
    const to = (request.headers.get("x-origin") ?? "") + url.searchParams.get("to");
    return scenarios[url.pathname]({ to, url });
  },
};
