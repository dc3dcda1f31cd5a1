import { ApiError } from "./json.js";

const checks = {
  title: (value) =>
    (typeof value === "string" && value.trim() !== "" && value.length <= 200) ||
    "must be a string of 1 to 200 characters",
  done: (value) => typeof value === "boolean" || "must be true or false",
};

/** Tasks in this isolate's memory. */
export class TaskList {
  #tasks = new Map();
  #nextId = 1;

  list(query) {
    const done = query.get("done");
    if (done !== null && done !== "true" && done !== "false") {
      throw new ApiError(400, `done is "${done}"; expected true or false`);
    }
    const tasks = [...this.#tasks.values()];
    return { tasks: done === null ? tasks : tasks.filter((task) => String(task.done) === done) };
  }

  get(id) {
    const task = this.#tasks.get(id);
    if (!task) throw new ApiError(404, `there is no task ${id}`);
    return task;
  }

  add(fields, limit) {
    validate(fields);
    if (fields.title === undefined) throw new ApiError(422, "title is missing");
    if (this.#tasks.size >= limit) throw new ApiError(507, `there are ${limit} tasks already`);
    const id = String(this.#nextId++);
    const created = new Date().toISOString();
    const task = { id, title: fields.title, done: fields.done ?? false, created };
    this.#tasks.set(id, task);
    return task;
  }

  change(id, fields) {
    const task = this.get(id);
    validate(fields);
    return Object.assign(task, fields);
  }

  remove(id) {
    this.get(id);
    this.#tasks.delete(id);
  }
}

function validate(fields) {
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(checks, name)) {
      throw new ApiError(422, `${name} is no field; expected ${Object.keys(checks).join(" or ")}`);
    }
    const verdict = checks[name](value);
    if (verdict !== true) throw new ApiError(422, `${name} ${verdict}`);
  }
}
