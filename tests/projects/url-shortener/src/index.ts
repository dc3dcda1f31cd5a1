import { customAlphabet } from "nanoid";

interface Link {
  created: number;
  by: string;
}

const slug = customAlphabet("23456789abcdefghjkmnpqrstuvwxyz", 7);

async function shorten(request: Request, env: Env): Promise<Response> {
  const { url, ttl } = await request.json<{ url?: string; ttl?: number }>();
  if (!url || !URL.canParse(url)) return Response.json({ error: "url is no URL" }, { status: 400 });
  const key = slug();
  await env.LINKS.put(key, url, {
    expirationTtl: ttl,
    metadata: { created: Date.now(), by: request.headers.get("x-user") ?? "nobody" } satisfies Link,
  });
  return Response.json({ key, short: new URL(`/${key}`, request.url) }, { status: 201 });
}

async function list(url: URL, env: Env): Promise<Response> {
  const page = await env.LINKS.list<Link>({
    prefix: url.searchParams.get("prefix"),
    cursor: url.searchParams.get("cursor"),
    limit: Number(url.searchParams.get("limit") ?? 1000),
  });
  return Response.json(page);
}

const handler: ExportedHandler<Env> = {
  async fetch(request, env, ctx) {
    const url = new URL(request.url);
    const key = url.pathname.slice(1);
    const admin = request.headers.get("authorization") === `Bearer ${env.ADMIN_TOKEN}`;
    if (url.pathname === "/api/links") {
      if (!admin) return new Response("Unauthorized", { status: 401 });
      try {
        return request.method === "POST" ? await shorten(request, env) : await list(url, env);
      } catch (error) {
        return Response.json({ error: String(error) }, { status: 400 });
      }
    }
    if (request.method === "DELETE" && admin) {
      await env.LINKS.delete(key);
      return new Response(null, { status: 204 });
    }
    const { value, metadata } = await env.LINKS.getWithMetadata<Link>(key, { cacheTtl: 60 });
    if (value === null) return new Response("No such link", { status: 404 });
    ctx.waitUntil(env.LINKS.put(`hits:${key}`, new Date().toISOString()));
    const response = Response.redirect(value, 302);
    const headers = new Headers(response.headers);
    headers.set("x-created-by", metadata?.by ?? "");
    return new Response(null, { status: 302, headers });
  },
};

export default handler;
