// The list of requests, and the one that is open.

import { ask, at, clockTime, facts, forget, fullTime, make, milliseconds, navigateRows, notify, say,
  setCurrent, throttled } from "./dom.js";

// How many are kept, and how many rows there are at most.
const MAX_KEPT = 1000;
const MAX_ROWS = 250;
const MAX_ALERTS = 99;

export class Requests {
  constructor() {
    this.entries = new Map(); // by number
    this.rows = new Map(); // number -> tr
    this.open = 0; // the number of the request that is open
    this.openEvent = 0; // its last change that is shown
    this.paused = false;
    this.newSincePause = 0;
    this.lastShown = 0; // in a pause: the number of the last entry before it
    this.wanted = ""; // the request id of the entry that is opened once it is known
    this.render = throttled(100, () => this.draw());
    this.body = at("request-rows");
    this.list = at("request-list");
    navigateRows(this.body, (row, focus) => this.show(Number(row.dataset.number), focus),
      () => this.close());
    at("request-search").addEventListener("input", () => this.draw());
    at("request-search").addEventListener("keydown", (event) => this.onSearchKey(event));
    at("request-status").addEventListener("change", () => this.draw());
    at("request-worker").addEventListener("change", () => this.draw());
    at("request-pause").addEventListener("click", () => this.setPaused(!this.paused));
    at("request-clear").addEventListener("click", () => this.clear());
    at("request-newer").addEventListener("click", () => this.toNewest());
    this.list.addEventListener("scroll", () => this.showNewer(), { passive: true });
    at("request-detail").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
  }

  /** Entries that have changed. */
  take(entries) {
    for (const entry of entries) {
      if (this.paused && !this.entries.has(entry.number)) ++this.newSincePause;
      this.entries.delete(entry.number); // so that the map is in the order of changes
      this.entries.set(entry.number, entry);
    }
    for (const number of this.entries.keys()) {
      if (this.entries.size <= MAX_KEPT) break;
      this.entries.delete(number);
    }
    if (this.paused) this.showPaused();
    else this.render();
    this.openWanted();
  }

  reset() {
    this.entries.clear();
    this.newSincePause = 0;
    this.lastShown = 0;
    this.close();
    this.draw();
  }

  setWorkers(names) {
    const select = at("request-worker");
    const chosen = select.value;
    select.replaceChildren(make("option", { value: "" }, "All workers"),
      ...names.map((name) => make("option", { value: name }, name)));
    select.value = names.includes(chosen) ? chosen : "";
    document.body.classList.toggle("one-worker", names.length < 2);
  }

  setPaused(paused) {
    this.paused = paused;
    this.newSincePause = 0;
    this.lastShown = Math.max(0, ...this.entries.keys());
    const button = at("request-pause");
    button.setAttribute("aria-pressed", paused);
    say(paused ? "Paused" : "Live again");
    this.showPaused();
    if (!paused) this.draw();
  }

  showPaused() {
    const more = this.newSincePause > MAX_ALERTS ? `${MAX_ALERTS}+` : `${this.newSincePause}`;
    at("request-pause").textContent = !this.paused ? "Pause"
      : this.newSincePause === 0 ? "Resume" : `Resume (${more} new)`;
  }

  async clear() {
    try {
      await ask("DELETE", "requests");
      forget("clear");
    } catch (error) {
      notify("clear", error.message, "The requests are still there");
    }
  }

  // What the filters let through, the newest first.
  chosen() {
    const text = at("request-search").value.trim().toLowerCase();
    const status = at("request-status").value;
    const worker = at("request-worker").value;
    const found = [];
    for (const entry of [...this.entries.values()].sort((a, b) => b.number - a.number)) {
      if (this.paused && entry.number > this.lastShown) continue;
      if (worker !== "" && entry.worker !== worker) continue;
      if (!hasStatus(entry, status)) continue;
      if (text !== "" && !textOf(entry).includes(text)) continue;
      found.push(entry);
      if (found.length === MAX_ROWS) break;
    }
    return found;
  }

  draw() {
    const found = this.chosen();
    const wanted = new Set(found.map((entry) => entry.number));
    const anchor = this.anchor();
    const before = anchor?.offsetTop ?? 0;
    const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
    for (const [number, row] of this.rows) {
      if (wanted.has(number)) continue;
      row.remove();
      this.rows.delete(number);
    }
    let next = this.body.firstElementChild;
    for (const entry of found) {
      let row = this.rows.get(entry.number);
      if (row === undefined) {
        row = makeRow(entry);
        this.rows.set(entry.number, row);
      } else if (row.dataset.event !== `${entry.event}`) {
        fillRow(row, entry);
      }
      if (row === next) next = next.nextElementSibling;
      else this.body.insertBefore(row, next);
    }
    this.markOpen();
    // Whoever looks at a row goes on looking at it.
    if (anchor?.isConnected) this.list.scrollTop += anchor.offsetTop - before;
    if (focused !== null && !focused.isConnected) this.body.firstElementChild?.focus();
    setCurrent(this.body, null);
    this.showEmpty(found.length);
    this.showNewer();
    const open = this.entries.get(this.open);
    if (open !== undefined && open.event !== this.openEvent) this.load(open);
  }

  // The row that must stay where it is: the one that is open or has the focus, or, where the list is
  // scrolled, the first one to be seen.
  anchor() {
    const row = this.rows.get(this.open);
    if (row !== undefined) return row;
    if (this.body.contains(document.activeElement)) return document.activeElement.closest("tr");
    if (this.list.scrollTop === 0) return null;
    const height = this.body.firstElementChild?.offsetHeight ?? 1;
    return this.body.children[Math.floor(this.list.scrollTop / height)] ?? null;
  }

  markOpen() {
    for (const row of this.body.querySelectorAll("tr[aria-selected='true']")) {
      row.setAttribute("aria-selected", "false");
    }
    this.rows.get(this.open)?.setAttribute("aria-selected", "true");
  }

  showEmpty(count) {
    const empty = at("request-empty");
    empty.hidden = count > 0;
    if (count > 0) return;
    if (this.entries.size === 0) {
      empty.replaceChildren(make("h2", {}, "No requests yet"),
        make("p", {}, "Open ", make("a", { href: "/", target: "_blank" }, location.origin + "/"),
          ", or ask from a terminal:"),
        make("pre", {}, `curl ${location.origin}/`));
    } else {
      empty.replaceChildren(make("h2", {}, "No request matches"),
        make("button", { type: "button", onclick: () => this.clearFilters() }, "Show all"));
    }
  }

  clearFilters() {
    for (const id of ["request-search", "request-status", "request-worker"]) at(id).value = "";
    this.draw();
  }

  // How many have come above what is to be seen.
  showNewer() {
    const height = this.body.firstElementChild?.offsetHeight ?? 1;
    const above = Math.floor(this.list.scrollTop / height);
    const button = at("request-newer");
    button.hidden = above < 1;
    if (above >= 1) button.textContent = "↑ To the newest";
  }

  toNewest() {
    this.list.scrollTop = 0;
    const first = this.body.firstElementChild;
    if (first !== null) setCurrent(this.body, first);
    first?.focus({ preventScroll: true });
  }

  onSearchKey(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.body.querySelector("tr[tabindex='0']")?.focus();
    } else if (event.key === "Escape") {
      event.target.value = "";
      this.draw();
    }
  }

  /** Opens the request; `focus`: whether the keyboard goes there. */
  async show(number, focus) {
    this.open = number;
    this.wanted = "";
    this.openEvent = 0;
    const row = this.rows.get(number);
    if (row !== undefined) setCurrent(this.body, row);
    this.markOpen();
    const detail = at("request-detail");
    at("request-split").classList.add("open");
    detail.hidden = false;
    detail.scrollTop = 0;
    row?.scrollIntoView({ block: "nearest" });
    await this.load(this.entries.get(number));
    if (focus) detail.focus();
  }

  /** Opens the request with this id, once it is known. */
  showId(id) {
    this.wanted = id;
    this.openWanted();
  }

  openWanted() {
    if (this.wanted === "") return;
    const entry = [...this.entries.values()].find(({ request }) => request === this.wanted);
    if (entry !== undefined) this.show(entry.number, true);
  }

  async load(entry) {
    if (entry === undefined) return;
    this.openEvent = entry.event;
    try {
      const whole = await ask("GET", `requests/${entry.number}`);
      if (this.open === entry.number) this.fillDetail(whole);
    } catch (error) {
      if (this.open === entry.number) {
        at("request-detail").replaceChildren(this.closeButton(),
          make("p.problem", { role: "alert" }, error.message));
      }
    }
  }

  close() {
    const number = this.open;
    if (number === 0) return;
    this.open = 0;
    this.markOpen();
    at("request-detail").hidden = true;
    at("request-split").classList.remove("open");
    const row = this.rows.get(number);
    if (row !== undefined) {
      setCurrent(this.body, row);
      row.focus();
    }
  }

  closeButton() {
    return make("button.close", { type: "button", onclick: () => this.close() }, "Close");
  }

  fillDetail(entry) {
    const detail = at("request-detail");
    const top = detail.scrollTop;
    const hadFocus = detail.contains(document.activeElement) && document.activeElement !== detail;
    detail.replaceChildren(this.closeButton(), ...detailOf(entry));
    detail.scrollTop = top;
    if (hadFocus) detail.focus();
  }
}

function hasStatus(entry, wanted) {
  if (wanted === "") return true;
  if (wanted === "scheduled") return entry.kind === "scheduled";
  if (wanted === "failed") {
    return entry.status >= 500 || entry.error !== undefined ||
      (entry.outcome !== undefined && entry.outcome !== "ok");
  }
  return Math.floor(entry.status / 100) === Number(wanted);
}

function textOf(entry) {
  return [entry.method, entry.target, entry.worker, entry.request, entry.outcome, entry.status,
    entry.text, entry.error].join(" ").toLowerCase();
}

/** How well it went: "ok", "moved", "bad", "failed", "open". */
export function toneOf(entry) {
  if (entry.kind === "open") return "open";
  if (entry.kind === "console") return entry.errors > 0 ? "failed" : "ok";
  if (entry.outcome !== "ok" && entry.outcome !== "canceled") return "failed";
  if (entry.status >= 500) return "failed";
  if (entry.status >= 400 || entry.outcome === "canceled") return "bad";
  return entry.status >= 300 ? "moved" : "ok";
}

function statusText(entry) {
  if (entry.kind === "open") return "…";
  if (entry.kind === "console") return "–";
  if (entry.kind === "scheduled") return entry.outcome === "ok" ? "ok" : "failed";
  return entry.status === 0 ? entry.outcome : `${entry.status}`;
}

function methodText(entry) {
  return { scheduled: "CRON", console: "LOG", open: "…" }[entry.kind] ?? entry.method;
}

function targetText(entry) {
  if (entry.kind === "open") return "Running";
  return entry.kind === "console" ? "Outside of any request" : entry.target;
}

function makeRow(entry) {
  const row = make("tr", { tabIndex: -1, "aria-selected": "false", role: "row" });
  row.dataset.number = entry.number;
  for (const name of ["status", "method", "target", "worker", "log", "number", "number", "clock"]) {
    row.append(make(`td.c-${name}`, { role: "gridcell" }));
  }
  row.cells[2].append(make("span.path"), make("span.said"));
  fillRow(row, entry);
  return row;
}

function fillRow(row, entry) {
  row.dataset.event = entry.event;
  row.dataset.tone = toneOf(entry);
  const cells = row.cells;
  cells[0].textContent = statusText(entry);
  cells[1].textContent = methodText(entry);
  const [path, said] = cells[2].children;
  path.textContent = targetText(entry);
  path.title = path.textContent;
  said.textContent = entry.error ?? (entry.text.split("\n", 1)[0]);
  cells[3].textContent = entry.worker;
  cells[4].textContent = entry.lines === 0 ? "" : `${entry.lines}`;
  cells[4].dataset.level = entry.errors > 0 ? "error" : entry.warnings > 0 ? "warn" : "log";
  cells[5].textContent = entry.cpu === undefined ? "" : milliseconds(entry.cpu);
  cells[6].textContent = entry.wall === undefined ? "" : milliseconds(entry.wall);
  cells[7].textContent = clockTime(entry.began);
}

function detailOf(entry) {
  const title = make("h2", {}, make("span.method", {}, methodText(entry)), " ", targetText(entry));
  const badge = make("span.badge", {}, statusText(entry));
  badge.dataset.tone = toneOf(entry);
  const outcome = entry.outcome && entry.outcome !== "ok"
    ? make("span.outcome", {}, entry.outcome) : null;
  return [
    make("div.title", {}, badge, title),
    outcome === null ? null : make("p.lead", {}, outcome,
      entry.limit ? ` by the limit ${entry.limit}` : null),
    facts([
      ["CPU time", entry.cpu === undefined ? "" : milliseconds(entry.cpu)],
      ["Wall time", entry.wall === undefined ? "" : milliseconds(entry.wall)],
      ["Subrequests", entry.subrequests === undefined ? "" : `${entry.subrequests}`],
      ["KV operations", entry.kvOperations === undefined ? "" : `${entry.kvOperations}`],
      ["Worker", entry.worker],
      ["Start", entry.cold === undefined ? "" : `cold, ${entry.cold}`],
      ["Began", fullTime(entry.began)],
      ["Request id", entry.request === undefined ? "" : make("code", {}, entry.request)],
      ["Called by", entry.caller === undefined ? "" : make("code", {}, entry.caller)],
    ]),
    entry.error === undefined ? null : errorOf(entry.error),
    ...consoleOf(entry),
  ].filter((part) => part !== null);
}

function errorOf(error) {
  const box = make("section.failure", { "aria-label": "Error" }, make("h3", {}, error.message));
  if (error.place !== undefined && error.place !== "") {
    box.append(make("p.place", {}, error.place));
  }
  if (error.source) {
    const caret = error.column > 0
      ? `\n${error.source.slice(0, error.column - 1).replace(/[^\t]/g, " ")}^` : "";
    box.append(make("pre.source", {}, error.source, caret === "" ? null : make("b", {}, caret)));
  }
  const frames = error.stack.split("\n").filter((line) => /^\s+at |^Caused by/.test(line));
  if (frames.length > 0) box.append(make("pre.stack", {}, frames.join("\n")));
  return box;
}

function consoleOf(entry) {
  const heading = make("h3", {}, "Console");
  if (entry.log.length === 0) {
    return [heading, make("p.lead", {}, "Nothing was logged. What console.log() is given shows here.")];
  }
  const lines = entry.log.map((line) => {
    const item = make("li", {}, make("span.when", {}, offset(line.time - entry.began)),
      make("span.level", {}, line.level), make("pre", {}, line.text));
    item.dataset.level = line.level;
    return item;
  });
  const left = entry.leftOut > 0
    ? make("p.lead", {}, `${entry.leftOut} earlier lines are left out.`) : null;
  return [heading, left, make("ol.console", { "aria-label": "Console" }, ...lines)];
}

const offset = (millis) => `+${milliseconds(Math.max(0, millis))}`;
