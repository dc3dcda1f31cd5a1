import { countUpload } from "./count.js";
import { ticks } from "./ticks.js";
import { upperCase } from "./upper_case.js";

const ROUTES = `\
GET  /ticks?n=5&ms=1000   server-sent events, one every so many milliseconds
POST /upper               the body in upper case, piece by piece
POST /count               how many octets, pieces and lines the body has
`;

/** Lines one by one, so that nothing is held longer than it must be. */
function lines(text) {
  const encoder = new TextEncoder();
  const rest = text.split(/(?<=\n)/);
  return new ReadableStream({
    pull(controller) {
      const line = rest.shift();
      if (line === undefined) controller.close();
      else controller.enqueue(encoder.encode(line));
    },
  });
}

function post(request, handle) {
  if (request.method === "POST") return handle(request);
  return new Response("expected POST\n", { status: 405, headers: { allow: "POST" } });
}

export default {
  fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/":
        return new Response(lines(ROUTES), { headers: { "content-type": "text/plain" } });
      case "/ticks":
        return ticks(url.searchParams);
      case "/upper":
        return post(request, upperCase);
      case "/count":
        return post(request, countUpload);
      default:
        return new Response(`nothing is at ${url.pathname}\n`, { status: 404 });
    }
  },
};
