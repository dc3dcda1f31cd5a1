import { ApiError, readJson } from "./json.js";
import { TaskList } from "./tasks.js";

const tasks = new TaskList();

// What each path answers to, by method.
const routes = [
  {
    pattern: /^\/$/,
    GET: () => Response.json({ tasks: "/tasks", methods: ["GET", "POST"] }),
  },
  {
    pattern: /^\/tasks$/,
    GET: ({ url }) => Response.json(tasks.list(url.searchParams)),
    POST: async ({ request, url, env }) => {
      const task = tasks.add(await readJson(request), env.MAX_TASKS);
      const location = new URL(`/tasks/${task.id}`, url);
      return Response.json(task, { status: 201, headers: { location } });
    },
  },
  {
    pattern: /^\/tasks\/([^/]+)$/,
    GET: ({ id }) => Response.json(tasks.get(id)),
    PATCH: async ({ request, id }) => Response.json(tasks.change(id, await readJson(request))),
    DELETE: ({ id }) => {
      tasks.remove(id);
      return new Response(null, { status: 204 });
    },
  },
];

async function route(request, env) {
  const url = new URL(request.url);
  for (const { pattern, ...methods } of routes) {
    const match = pattern.exec(url.pathname);
    if (!match) continue;
    const answer = methods[request.method === "HEAD" ? "GET" : request.method];
    if (answer) return answer({ request, url, env, id: match[1] });
    const allow = Object.keys(methods).join(", ");
    throw new ApiError(405, `${request.method} is not one of ${allow}`, { allow });
  }
  throw new ApiError(404, `nothing is at ${url.pathname}`);
}

export default {
  async fetch(request, env) {
    try {
      return await route(request, env);
    } catch (error) {
      // What is no ApiError is a bug here: let the runtime report it.
      if (!(error instanceof ApiError)) throw error;
      return error.toResponse();
    }
  },
};
