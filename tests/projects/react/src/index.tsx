import { renderToReadableStream } from "react-dom/server.edge";
import { App } from "./App";

export default {
  async fetch(request, env, ctx): Promise<Response> {
    const url = new URL(request.url);
    if (request.method === "PUT") {
      await env.STORIES.put(url.pathname, await request.text());
      return new Response(null, { status: 204 });
    }
    let status = 200;
    const stream = await renderToReadableStream(
      <App path={url.pathname} story={env.STORIES.get(url.pathname)} broken={url.searchParams.has("broken")} />,
      {
        bootstrapScripts: ["/client.js"],
        signal: request.signal,
        onError(error) {
          status = 500;
          console.error("render:", error);
        },
      },
    );
    // Crawlers get everything at once.
    if (request.headers.get("user-agent")?.includes("bot")) await stream.allReady;
    return new Response(stream, { status, headers: { "content-type": "text/html; charset=utf-8" } });
  },
} satisfies ExportedHandler<Env>;
