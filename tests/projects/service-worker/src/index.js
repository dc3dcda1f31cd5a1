addEventListener("fetch", (event) => {
  event.respondWith(handle(event).catch((error) => new Response(error.stack, { status: 500 })));
});

addEventListener("scheduled", (event) => {
  event.waitUntil(PAGES.put("/visited", String(event.scheduledTime)));
});

async function handle(event) {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method === "PUT") {
    event.waitUntil(PAGES.put(pathname, request.body));
    return new Response(`kept for ${SITE}`, { status: 202 });
  }
  const page = await PAGES.get(pathname, { type: "stream" });
  return page ? new Response(page) : new Response("Not found", { status: 404 });
}
