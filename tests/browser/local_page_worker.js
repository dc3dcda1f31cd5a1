// A worker that does what the page shows.

async function fetchHandler(request, env) {
  const url = new URL(request.url);
  const key = url.searchParams.get("key");
  switch (url.pathname) {
    case "/log":
      console.log("a line of the log", { deep: { a: [1, 2] } });
      console.warn("careful <b>now</b>");
      console.error("not good");
      return new Response("logged");
    case "/throw":
      throw new TypeError("thrown on purpose");
    case "/missing":
      return new Response("nothing", { status: 404 });
    case "/burn":
      for (let i = 0; i < 3e6; ++i) Math.sqrt(i);
      return new Response("burnt");
    case "/get":
      return new Response(JSON.stringify(await env.CACHE.getWithMetadata(key)));
    case "/put":
      await env.CACHE.put(key, url.searchParams.get("value"));
      return new Response("put");
    case "/fill": {
      const count = Number(url.searchParams.get("count"));
      const names = Array.from({ length: count }, (_, i) => `page:${`${i}`.padStart(4, "0")}`);
      await Promise.all(names.map((name) => env.CACHE.put(name, name)));
      return new Response("filled");
    }
    case "/octets":
      await env.CACHE.put("octets", new Uint8Array([0, 1, 254, 255, 72, 105]));
      return new Response("put");
    default:
      return new Response("hello");
  }
}

export default {
  fetch: fetchHandler,
  async scheduled(controller, env) {
    if (controller.cron === "0 0 2 1 *") throw new RangeError("no run today");
    console.log(`the cron ${controller.cron} runs`);
    await env.CACHE.put("ran", controller.cron);
  },
};
