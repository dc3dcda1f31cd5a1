import { OpenAPIHono, createRoute, z } from "@hono/zod-openapi";

const User = z
  .object({
    id: z.string().openapi({ example: "123" }),
    name: z.string().openapi({ example: "Béla" }),
    email: z.email(),
    age: z.number().int().positive().optional(),
  })
  .openapi("User");

const getUser = createRoute({
  method: "get",
  path: "/users/{id}",
  request: { params: z.object({ id: z.string().regex(/^\d+$/).openapi({ param: { name: "id", in: "path" } }) }) },
  responses: {
    200: { content: { "application/json": { schema: User } }, description: "The user" },
    404: { content: { "application/json": { schema: z.object({ error: z.string() }) } }, description: "Nobody" },
  },
});

const putUser = createRoute({
  method: "put",
  path: "/users/{id}",
  request: {
    params: z.object({ id: z.string() }),
    body: { content: { "application/json": { schema: User.omit({ id: true }) } }, required: true },
  },
  responses: { 200: { content: { "application/json": { schema: User } }, description: "The user as it is now" } },
});

const users = new Map<string, z.infer<typeof User>>();

const app = new OpenAPIHono({
  defaultHook: (result, c) => {
    if (!result.success) return c.json({ error: z.treeifyError(result.error) }, 422);
  },
});

app.openapi(getUser, (c) => {
  const user = users.get(c.req.valid("param").id);
  return user ? c.json(user, 200) : c.json({ error: "nobody" }, 404);
});

app.openapi(putUser, (c) => {
  const { id } = c.req.valid("param");
  const user = { id, ...c.req.valid("json") };
  users.set(id, user);
  return c.json(user, 200);
});

app.doc("/doc", { openapi: "3.0.0", info: { version: "1.0.0", title: "Users" } });

export default app;
