import { Hono } from "hono";
import { deleteCookie, getSignedCookie, setSignedCookie } from "hono/cookie";

const SECRET = "a secret that is at least somewhat long";

export const session = new Hono()
  .post("/", async (c) => {
    const form = await c.req.formData();
    const name = form.get("name");
    if (typeof name !== "string" || name === "") return c.text("who are you?", 400);
    await setSignedCookie(c, "name", name, SECRET, { httpOnly: true, path: "/", maxAge: 3600, sameSite: "Lax" });
    return c.text(`hello, ${name}`);
  })
  .get("/", async (c) => {
    const name = await getSignedCookie(c, SECRET, "name");
    return name ? c.text(`still ${name}`) : c.text("nobody", 401);
  })
  .delete("/", (c) => {
    deleteCookie(c, "name", { path: "/" });
    return c.body(null, 204);
  });
