// What all views use: elements, requests to the server, and how numbers and times are written.

/** The element with this id. */
export const at = (id) => document.getElementById(id);

/**
 * An element: `tag` may have classes ("td.c-status"); properties whose name has a dash are
 * attributes, "on..." are listeners; children are nodes or text, and null is nothing.
 */
export function make(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key.includes("-") || key === "role") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An error that the server has answered with. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks the server; resolves with its JSON, or rejects with what it says is wrong. */
export async function ask(method, path, { query = {}, body, headers = {} } = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, value);
  }
  const text = search.toString();
  let response;
  try {
    response = await fetch(`api/${path}${text === "" ? "" : `?${text}`}`, {
      method,
      body,
      headers: { "x-atoll-local": "1", ...headers },
      cache: "no-store",
    });
  } catch {
    throw new ApiError(0, "The server does not answer. Is atoll dev still running?");
  }
  const answer = await response.text();
  let json = null;
  try {
    json = JSON.parse(answer);
  } catch {
    throw new ApiError(response.status, `${response.status}: ${answer.slice(0, 300)}`);
  }
  if (!response.ok) throw new ApiError(response.status, json.error ?? `${response.status}`);
  return json;
}

/** Shows a problem until somebody closes it; a second one with the same key replaces it. */
export function notify(key, message, title = "") {
  forget(key);
  const close = make("button", { type: "button", "aria-label": "Dismiss",
    onclick: () => notice.remove() }, "Dismiss");
  const notice = make("div.notice", { role: "alert" },
    make("div", {}, title === "" ? null : make("strong", {}, title),
      make("pre", {}, message)), close);
  notice.dataset.key = key;
  at("notices").append(notice);
}

export function forget(key) {
  for (const notice of at("notices").children) {
    if (notice.dataset.key === key) return notice.remove();
  }
}

/** Says something to people who cannot see the page. */
export function say(text) {
  at("said").textContent = text;
}

/** Asks whether to go on. */
export function confirmed(title, text, action) {
  const dialog = at("confirm");
  at("confirm-title").textContent = title;
  at("confirm-text").textContent = text;
  at("confirm-yes").textContent = action;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** "0.41 ms", "3.1 ms", "52 ms", "1.25 s" */
export function milliseconds(value) {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`;
  if (value >= 1000) return `${(value / 1000).toFixed(2)} s`;
  if (value >= 10) return `${Math.round(value)} ms`;
  return `${value < 1 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit",
  second: "2-digit", hourCycle: "h23" });
const MOMENT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

// ECMAScript, section 21.4.1.1.
const MAX_DATE = 8.64e15;

/** "14:03:22" */
export const clockTime = (millis) => TIME.format(millis);
/** "28 Nov 2026, 14:03:22"; of what no Date can have, its seconds since the epoch. */
export const fullTime = (millis) =>
  Math.abs(millis) <= MAX_DATE ? MOMENT.format(millis) : `second ${millis / 1000} since 1970`;

/** "in 3 min", "in 2 days", "now" */
export function fromNow(millis) {
  const seconds = Math.round((millis - Date.now()) / 1000);
  if (seconds <= 0) return "now";
  if (seconds < 60) return `in ${seconds} s`;
  if (seconds < 3600) return `in ${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds < 86_400) {
    return `in ${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  }
  const days = Math.round(seconds / 86_400);
  return `in ${days} ${days === 1 ? "day" : "days"}`;
}

/** "1 octet", "340 octets", "12.1 KB" */
export function size(octets) {
  if (octets < 1024) return `${octets} ${octets === 1 ? "octet" : "octets"}`;
  if (octets < 1024 * 1024) return `${(octets / 1024).toFixed(1)} KB`;
  return `${(octets / 1024 / 1024).toFixed(1)} MB`;
}

/** A list of facts: [name, text or node] pairs; those without a value are left out. */
export function facts(pairs) {
  const list = make("dl.facts");
  for (const [name, value] of pairs) {
    if (value === null || value === undefined || value === "") continue;
    list.append(make("div", {}, make("dt", {}, name), make("dd", {}, value)));
  }
  return list;
}

/**
 * Moves through the rows of a grid with the keyboard: one row takes part in the order of Tab, and
 * arrows, Home and End move among them. `open` is called with a row for Enter.
 */
export function navigateRows(body, open, close) {
  const move = (row) => {
    if (!row) return;
    setCurrent(body, row);
    row.focus();
  };
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (row === null || event.target !== row || event.ctrlKey || event.metaKey) return;
    const where = {
      ArrowDown: () => row.nextElementSibling,
      ArrowUp: () => row.previousElementSibling,
      Home: () => body.firstElementChild,
      End: () => body.lastElementChild,
    }[event.key];
    if (where) move(where());
    else if (event.key === "Enter" || event.key === " ") open(row, true);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    if (row === null) return;
    setCurrent(body, row);
    open(row, false);
  });
}

/** Makes `row` the one that Tab comes to; null: the first one, where none is. */
export function setCurrent(body, row) {
  const now = body.querySelector("tr[tabindex='0']");
  if (row === null) row = now ?? body.firstElementChild;
  if (now !== null && now !== row) now.tabIndex = -1;
  if (row !== null) row.tabIndex = 0;
}

/** Calls `work` soon, and at most once in `millis`. */
export function throttled(millis, work) {
  let timer = 0;
  let last = 0;
  return () => {
    if (timer !== 0) return;
    timer = setTimeout(() => {
      timer = 0;
      last = performance.now();
      work();
    }, Math.max(0, last + millis - performance.now()));
  };
}
