import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { logger } from "hono/logger";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { timing } from "hono/timing";
import { books } from "./books";
import { session } from "./session";

type App = { Bindings: Env; Variables: { requestId: string } };

const app = new Hono<App>();

app.use(logger(), requestId(), timing(), secureHeaders());
app.use("/api/*", cors({ origin: "https://shop.example" }));
app.use("/api/*", etag());
app.use("/admin/*", bearerAuth<App>({ verifyToken: (token, c) => token === c.env.API_TOKEN }));

app.get("/", (c) => c.text(`${c.env.SHOP.name} is ${c.env.SHOP.open ? "open" : "closed"}`));
app.get("/admin/whoami", (c) => c.json({ admin: true, request: c.get("requestId") }));
app.route("/api/books", books);
app.route("/session", session);
app.get("/old", (c) => c.redirect("/api/books", 301));
app.get("/teapot", () => {
  throw new HTTPException(418, { message: "I am a teapot" });
});
app.get("/broken", () => {
  throw new Error("the shelf fell over");
});

app.notFound((c) => c.json({ error: "not found", path: c.req.path }, 404));
app.onError((error, c) => {
  if (error instanceof HTTPException) return error.getResponse();
  console.error(error);
  return c.json({ error: error.message }, 500);
});

export default app;
