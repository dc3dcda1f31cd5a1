export default {
  async fetch(request, env) {
    if (request.method === "PUT") await env.CONFIG.put("colour", await request.text());
    const { STAGE, ORIGIN, FLAGS, API_KEY } = env;
    return Response.json({ STAGE, ORIGIN, FLAGS, API_KEY, colour: await env.CONFIG.get("colour") });
  },
} satisfies ExportedHandler<Env>;
