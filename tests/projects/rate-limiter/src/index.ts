interface Count {
  used: number;
  resets: number;
}

async function count(env: Env, who: string): Promise<Count> {
  const now = Math.floor(Date.now() / 1000);
  const kept = await env.COUNTS.get<Count>(who, "json");
  const current = kept && kept.resets > now ? kept : { used: 0, resets: now + env.WINDOW_SECONDS };
  current.used += 1;
  await env.COUNTS.put(who, JSON.stringify(current), { expiration: current.resets + 60 });
  return current;
}

async function report(request: Request, ctx: ExecutionContext): Promise<Response> {
  const cache = caches.default;
  const cached = await cache.match(request);
  if (cached) {
    const hit = new Response(cached.body, cached);
    hit.headers.set("x-cache", "hit");
    return hit;
  }
  const response = Response.json({ made: crypto.randomUUID() }, { headers: { "cache-control": "public, s-maxage=30" } });
  ctx.waitUntil(cache.put(request, response.clone()));
  response.headers.set("x-cache", "miss");
  return response;
}

export default {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/report")) {
      if (request.method !== "DELETE") return report(request, ctx);
      return Response.json({ deleted: await caches.default.delete(url.href) });
    }
    const who = request.headers.get("cf-connecting-ip") + (request.headers.get("x-api-key") ?? "");
    const { used, resets } = await count(env, who);
    const headers = {
      "x-ratelimit-limit": String(env.LIMIT),
      "x-ratelimit-remaining": String(Math.max(0, env.LIMIT - used)),
    };
    if (used <= env.LIMIT) return Response.json({ used }, { headers });
    const after = String(resets - Math.floor(Date.now() / 1000));
    return new Response("Too many requests", { status: 429, headers: { ...headers, "retry-after": after } });
  },
} satisfies ExportedHandler<Env>;
