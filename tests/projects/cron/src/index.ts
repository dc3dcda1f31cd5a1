export default {
  async scheduled(controller, env, ctx) {
    switch (controller.cron) {
      case "*/30 * * * *":
        ctx.waitUntil(env.REPORTS.put("latest", new Date(controller.scheduledTime).toISOString()));
        break;
      case "0 3 * * MON": {
        const latest = await env.REPORTS.get("latest");
        await env.REPORTS.put(`weekly:${controller.scheduledTime}`, JSON.stringify({ latest }));
        break;
      }
      default:
        throw new Error(`nothing is planned for ${controller.cron}`);
    }
  },

  async fetch(request, env) {
    const { keys } = await env.REPORTS.list({ prefix: "weekly:" });
    const weekly = await Promise.all(keys.map(({ name }) => env.REPORTS.get(name, "json")));
    return Response.json({ latest: await env.REPORTS.get("latest"), weekly });
  },
} satisfies ExportedHandler<Env>;
