// Lines of a stream of text.
class LineStream extends TransformStream<string, string> {
  constructor() {
    let rest = "";
    super({
      transform(chunk, controller) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) controller.enqueue(line);
      },
      flush(controller) {
        if (rest) controller.enqueue(rest);
      },
    });
  }
}

const toJson = () =>
  new TransformStream<string, string>({
    transform(line, controller) {
      const [name, value] = line.split(",");
      controller.enqueue(`${JSON.stringify({ name, value: Number(value) })}\n`);
    },
  });

async function sum(body: ReadableStream<string>): Promise<number> {
  let total = 0;
  for await (const line of body.pipeThrough(new LineStream())) total += Number(line.split(",")[1]);
  return total;
}

export default {
  async fetch(request, env, ctx) {
    const body = request.body;
    if (body === null) return new Response("Expected a body", { status: 400 });
    switch (new URL(request.url).pathname) {
      case "/ndjson":
        return new Response(
          body
            .pipeThrough(new TextDecoderStream())
            .pipeThrough(new LineStream())
            .pipeThrough(toJson())
            .pipeThrough(new TextEncoderStream()),
          { headers: { "content-type": "application/x-ndjson" } },
        );
      case "/gzip":
        return new Response(body.pipeThrough(new CompressionStream("gzip")), {
          headers: { "content-type": "application/gzip" },
        });
      case "/gunzip":
        return new Response(body.pipeThrough(new DecompressionStream("gzip")));
      case "/both": {
        const [one, two] = body.pipeThrough(new TextDecoderStream()).tee();
        const lines = one.pipeThrough(new LineStream());
        return Response.json({ sum: await sum(two), first: (await lines.getReader().read()).value });
      }
      case "/identity": {
        const { readable, writable } = new FixedLengthStream(Number(request.headers.get("content-length")));
        ctx.waitUntil(body.pipeTo(writable));
        return new Response(readable);
      }
      default:
        return new Response("Not found", { status: 404 });
    }
  },
} satisfies ExportedHandler;
