import { Room } from "./room.js";
import page from "./page.html";

const room = new Room();

/** Accepts the request's WebSocket; `talk` gets the worker's end of it. */
function upgrade(request, talk) {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return new Response("expected a WebSocket\n", { status: 426, headers: { upgrade: "websocket" } });
  }
  const [client, server] = new WebSocketPair();
  server.accept();
  talk(server);
  return new Response(null, { status: 101, webSocket: client });
}

function echo(socket) {
  socket.addEventListener("message", ({ data }) => socket.send(data));
}

export default {
  fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/":
        return new Response(page, { headers: { "content-type": "text/html;charset=UTF-8" } });
      case "/echo":
        return upgrade(request, echo);
      case "/chat":
        return upgrade(request, (socket) => {
          room.join(socket, url.searchParams.get("name") ?? "somebody");
        });
      default:
        return new Response(`nothing is at ${url.pathname}\n`, { status: 404 });
    }
  },
};
