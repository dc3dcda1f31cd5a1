export default {
  async fetch(request, env): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.startsWith("/http/")) return env.ACCOUNTS_HTTP.fetch(request);
    const [, user, action] = url.pathname.split("/");
    try {
      if (action === "deposit") return Response.json(await env.ACCOUNTS.deposit(user, Number(await request.text())));
      return Response.json(await env.ACCOUNTS.balance(user));
    } catch (error) {
      return Response.json({ error: (error as Error).message }, { status: 422 });
    }
  },
} satisfies ExportedHandler<GatewayEnv>;
