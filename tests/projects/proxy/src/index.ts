const HIDDEN = ["server", "x-powered-by"];

async function forward(request: Request, origin: string): Promise<Response> {
  const url = new URL(request.url);
  const target = new URL(url.pathname + url.search, origin);
  const forwarded = new Request(target, request);
  forwarded.headers.set("x-forwarded-host", url.host);
  forwarded.headers.delete("cookie");
  const response = await fetch(forwarded, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
  const answer = new Response(response.body, response);
  for (const name of HIDDEN) answer.headers.delete(name);
  answer.headers.append("via", "1.1 proxy");
  return answer;
}

export default {
  async fetch(request, env) {
    // What --var says is text, whatever the configuration has.
    const origin: string = env.ORIGIN;
    const { pathname } = new URL(request.url);
    if (pathname === "/all") {
      const names = ["a", "b", "c"];
      const texts = await Promise.all(names.map((name) => fetch(`${origin}/text/${name}`).then((r) => r.text())));
      return Response.json(texts);
    }
    try {
      return await forward(request, origin);
    } catch (error) {
      return new Response(`Bad gateway: ${error}`, { status: 502 });
    }
  },
} satisfies ExportedHandler<Env>;
