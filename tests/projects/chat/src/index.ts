import { Hono } from "hono";
import { upgradeWebSocket } from "hono/cloudflare-workers";

// Who is in the room of this isolate.
const people = new Map<WebSocket, string>();

function enter(request: Request): Response {
  if (request.headers.get("upgrade") !== "websocket") return new Response("Expected a WebSocket", { status: 426 });
  const [client, server] = Object.values(new WebSocketPair());
  const name = new URL(request.url).searchParams.get("name") ?? "somebody";
  server.accept();
  people.set(server, name);
  tell({ entered: name });
  server.addEventListener("message", ({ data }) => {
    try {
      const { say } = JSON.parse(data as string);
      tell({ from: name, said: say });
    } catch {
      server.close(1003, "expected JSON");
    }
  });
  server.addEventListener("close", () => {
    people.delete(server);
    tell({ left: name });
  });
  return new Response(null, { status: 101, webSocket: client });
}

function tell(message: unknown): void {
  const text = JSON.stringify(message);
  for (const person of people.keys()) person.send(text);
}

const app = new Hono();
app.get("/room", (c) => enter(c.req.raw));
app.get(
  "/echo",
  upgradeWebSocket(() => ({
    onMessage(event, socket) {
      socket.send(`echo: ${event.data}`);
    },
    onClose: () => console.log("echo is over"),
  })),
);

export default app;
