import { Hono } from "hono";
import { html, raw } from "hono/html";
import { jsxRenderer } from "hono/jsx-renderer";
import { streamSSE } from "hono/streaming";

const app = new Hono<{ Bindings: Env }>();

interface Todo {
  id: string;
  title: string;
}

const Item = ({ todo }: { todo: Todo }) => (
  <li id={`todo-${todo.id}`}>
    {todo.title} <button hx-delete={`/todo/${todo.id}`} hx-target={`#todo-${todo.id}`} hx-swap="outerHTML">✕</button>
  </li>
);

async function todos(env: Env): Promise<Todo[]> {
  const { keys } = await env.TODOS.list();
  if (keys.length === 0) return [];
  const values = await env.TODOS.get<Todo>(keys.map(({ name }) => name), "json");
  return [...values.values()].filter((todo) => todo !== null);
}

app.use(
  jsxRenderer(({ children }) => html`<html><head><script src="/htmx.js"></script></head><body>${children}</body></html>`),
);

app.get("/", async (c) =>
  c.render(
    <main>
      <form hx-post="/todo" hx-target="#list" hx-swap="beforeend">
        <input name="title" />
      </form>
      <ul id="list">
        {(await todos(c.env)).map((todo) => (
          <Item todo={todo} />
        ))}
      </ul>
    </main>,
  ),
);

app.post("/todo", async (c) => {
  const { title } = await c.req.parseBody<{ title: string }>();
  if (!title) return c.html(html`<li class="error">${raw("A todo needs a title.")}</li>`, 422);
  const todo = { id: crypto.randomUUID(), title };
  await c.env.TODOS.put(todo.id, JSON.stringify(todo));
  c.header("HX-Trigger", "todo-added");
  return c.html(<Item todo={todo} />, 201);
});

app.delete("/todo/:id", async (c) => {
  await c.env.TODOS.delete(c.req.param("id"));
  return c.body(null, 200);
});

app.get("/clock", (c) =>
  streamSSE(c, async (stream) => {
    for (let id = 0; id < 3; id++) {
      await stream.writeSSE({ event: "tick", id: String(id), data: (<b>tick {id}</b>).toString() });
      await stream.sleep(2);
    }
  }),
);

export default app;
