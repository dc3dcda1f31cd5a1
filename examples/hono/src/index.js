import { Hono } from "hono";
import { cors } from "hono/cors";
import { etag } from "hono/etag";
import { HTTPException } from "hono/http-exception";
import { prettyJSON } from "hono/pretty-json";
import { requestId } from "hono/request-id";
import { secureHeaders } from "hono/secure-headers";
import { api } from "./api.js";
import { events } from "./events.js";
import { page } from "./page.js";

const app = new Hono();

app.use(requestId());
app.use(secureHeaders());
app.use(async (c, next) => {
  await next();
  c.header("x-shop", c.env.SHOP);
});
app.use("/api/*", cors({ origin: "https://example.com" }), prettyJSON());

app.get("/", etag(), (c) => c.html(page(c.env.SHOP, c.req.query("reader"))));
app.get("/text/:lang{[a-z]{2}}", (c) => c.text(`lang=${c.req.param("lang")}`));
app.get("/old", (c) => c.redirect("/", 301));
app.get("/broken", () => {
  throw new Error("the shelf fell over");
});
app.route("/api", api);
app.route("/events", events);

app.notFound((c) => c.json({ error: `no page ${c.req.path}` }, 404));
app.onError((error, c) => {
  if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
  console.error(error);
  return c.json({ error: "something went wrong", request: c.get("requestId") }, 500);
});

export default app;
