import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { validator } from "hono/validator";

const books = new Map([
  ["1", { id: "1", title: "The Atoll", year: 1999 }],
  ["2", { id: "2", title: "Tides", year: 2008 }],
]);

const small = bodyLimit({
  maxSize: 10_000,
  onError: (c) => c.json({ error: "a book has at most 10,000 octets" }, 413),
});

const book = validator("json", (value) => {
  const { title, year } = value ?? {};
  if (typeof title !== "string" || title === "") {
    throw new HTTPException(422, { message: "title must be a string that is not empty" });
  }
  if (!Number.isInteger(year)) throw new HTTPException(422, { message: "year must be an integer" });
  return { title, year };
});

function find(c) {
  const found = books.get(c.req.param("id"));
  if (!found) throw new HTTPException(404, { message: `no book ${c.req.param("id")}` });
  return found;
}

/** The shop's books as JSON. They live in this isolate's memory. */
export const api = new Hono()
  .get("/books", (c) => {
    const since = Number(c.req.query("since") ?? 0);
    return c.json([...books.values()].filter(({ year }) => year >= since));
  })
  .get("/books/:id", (c) => {
    const found = find(c);
    setCookie(c, "last", found.id, { path: "/api", httpOnly: true, sameSite: "Lax" });
    return c.json(found);
  })
  .post("/books", small, book, (c) => {
    const id = String(books.size + 1);
    books.set(id, { id, ...c.req.valid("json") });
    return c.json(books.get(id), 201, { location: `/api/books/${id}` });
  })
  .put("/books/:id", book, (c) => c.json(Object.assign(find(c), c.req.valid("json"))))
  .post("/orders", async (c) => {
    const form = await c.req.parseBody();
    return c.json({ book: form.book, note: form.note ?? null });
  })
  .get("/last", (c) => c.json({ last: getCookie(c, "last") ?? null }))
  .delete("/last", (c) => c.json({ last: deleteCookie(c, "last", { path: "/api" }) ?? null }));
