import { zValidator } from "@hono/zod-validator";
import { Hono } from "hono";
import { z } from "zod";

const Book = z.object({
  title: z.string().trim().min(1).max(200),
  year: z.number().int().min(1450),
  tags: z.array(z.string()).default([]),
});

const shelf = new Map<string, z.infer<typeof Book> & { id: string }>();

export const books = new Hono()
  .get(
    "/",
    zValidator("query", z.object({ tag: z.string().optional(), limit: z.coerce.number().max(100).default(20) })),
    (c) => {
      const { tag, limit } = c.req.valid("query");
      const found = [...shelf.values()].filter((book) => !tag || book.tags.includes(tag));
      return c.json({ books: found.slice(0, limit) });
    },
  )
  .post("/", zValidator("json", Book), (c) => {
    const id = String(shelf.size + 1);
    const book = { id, ...c.req.valid("json") };
    shelf.set(id, book);
    c.header("Location", `/api/books/${id}`);
    return c.json(book, 201);
  })
  .get("/:id{[0-9]+}", (c) => {
    const book = shelf.get(c.req.param("id"));
    return book ? c.json(book) : c.notFound();
  })
  .delete("/:id{[0-9]+}", (c) => c.body(null, shelf.delete(c.req.param("id")) ? 204 : 404));
