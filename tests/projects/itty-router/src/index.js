import { AutoRouter, cors, error, json, status, withParams } from "itty-router";

const { preflight, corsify } = cors({ origin: "*", allowMethods: "GET,POST,DELETE" });

const withUser = (request) => {
  request.user = request.headers.get("x-user");
  if (!request.user) return error(401, "who are you?");
};

const todos = new Map();

const router = AutoRouter({
  before: [preflight, withParams],
  catch: (reason) => error(reason.status ?? 500, reason.message),
  finally: [corsify],
});

router
  .get("/", (request, env) => `todo in ${env.ENVIRONMENT}`)
  .get("/todos", () => [...todos.values()])
  .get("/todos/:id", ({ id }) => todos.get(id) ?? error(404, `no todo ${id}`))
  .post("/todos", withUser, async (request) => {
    const todo = { id: String(todos.size + 1), by: request.user, ...(await request.json()) };
    todos.set(todo.id, todo);
    return json(todo, { status: 201 });
  })
  .delete("/todos/:id", withUser, ({ id }) => status(todos.delete(id) ? 204 : 404))
  .get("/files/:path+", ({ path }) => ({ path }))
  .get("/search", ({ query }) => query)
  .get("/later", (request, env, ctx) => {
    ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 5)).then(() => console.log("done later")));
    return { ok: true };
  })
  .get("/throw", () => {
    throw new TypeError("nothing to do");
  });

export default { ...router };
