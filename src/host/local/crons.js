// The crons, when they run next, and what became of them.

import { ApiError, ask, at, clockTime, forget, fromNow, fullTime, make, milliseconds, notify, say,
} from "./dom.js";
import { cronInWords } from "./words.js";

export class Crons {
  /** `openRequest` is called with the id of a request that somebody wants to see. */
  constructor(openRequest) {
    this.openRequest = openRequest;
    this.crons = [];
    this.rows = new Map(); // "worker cron" -> tr
    this.runs = new Map(); // the same -> the run that is shown
  }

  async load() {
    try {
      this.crons = (await ask("GET", "crons")).crons;
      forget("crons");
    } catch (error) {
      return notify("crons", error.message, "The crons cannot be shown");
    }
    this.draw();
  }

  /** Entries of the journal, of which some are runs. */
  take(entries) {
    for (const entry of entries) {
      if (entry.kind !== "scheduled") continue;
      const key = `${entry.worker} ${entry.target}`;
      const shown = this.runs.get(key);
      if (shown?.state === "running" || (shown?.began ?? 0) > entry.began) continue;
      this.runs.set(key, { state: "over", ...entry });
      this.drawRun(key);
    }
  }

  draw() {
    const body = at("cron-rows");
    const keys = new Set(this.crons.map(({ worker, cron }) => `${worker} ${cron}`));
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    for (const cron of this.crons) {
      const key = `${cron.worker} ${cron.cron}`;
      if (!this.rows.has(key)) {
        const row = this.makeRow(cron, key);
        this.rows.set(key, row);
        body.append(row);
      }
      this.rows.get(key).querySelector(".action button").disabled = !cron.running;
      this.drawRun(key);
    }
    at("cron-table").hidden = this.crons.length === 0;
    const empty = at("cron-empty");
    empty.hidden = this.crons.length > 0;
    if (!empty.hidden) {
      empty.replaceChildren(make("h2", {}, "No crons"),
        make("p", {}, "Add one to the worker's configuration; it runs here as it does in production:"),
        make("pre", {}, '"triggers": { "crons": ["*/5 * * * *"] }'));
    }
    this.tick();
  }

  makeRow({ worker, cron }, key) {
    const button = make("button", { type: "button", "aria-label": `Run ${cron} now`,
      onclick: () => this.run(worker, cron, key) }, "Run now");
    return make("tr", {},
      make("td", {}, make("code.cron", {}, cron), make("span.words", {}, cronInWords(cron)),
        make("span.words.of", {}, worker)),
      make("td.next"), make("td.last"), make("td.action", {}, button));
  }

  /** Once a second: how long it is until they run. */
  tick() {
    let due = false;
    for (const { worker, cron, next } of this.crons) {
      const cell = this.rows.get(`${worker} ${cron}`)?.querySelector(".next");
      if (!cell || next === undefined) continue;
      const text = fromNow(next * 1000);
      if (cell.textContent !== text) cell.textContent = text;
      cell.title = fullTime(next * 1000);
      due ||= next * 1000 < Date.now() - 1000;
    }
    return due;
  }

  drawRun(key) {
    const cell = this.rows.get(key)?.querySelector(".last");
    if (!cell) return;
    const run = this.runs.get(key);
    if (run === undefined) return cell.replaceChildren(make("span.muted", {}, "Not yet"));
    if (run.state === "running") return cell.replaceChildren(make("span.muted", {}, "Running"));
    if (run.state === "error") return cell.replaceChildren(make("span.problem", {}, run.message));
    const badge = make("span.badge", {}, run.outcome);
    badge.dataset.tone = run.outcome === "ok" ? "ok" : "failed";
    const times = `${milliseconds(run.wall)}, ${milliseconds(run.cpu)} CPU`;
    const log = run.request ? make("button.link", { type: "button",
      "aria-label": `Log of the last run of ${key}`,
      onclick: () => this.openRequest(run.request) }, "Log") : "";
    return cell.replaceChildren(badge, " ", log,
      make("span.words", {}, `${times} at ${clockTime(run.began)}`));
  }

  async run(worker, cron, key) {
    if (this.runs.get(key)?.state === "running") return;
    // It keeps the focus, as one that is disabled would not.
    const button = this.rows.get(key).querySelector(".action button");
    button.setAttribute("aria-disabled", "true");
    this.runs.set(key, { state: "running" });
    this.drawRun(key);
    try {
      const began = Date.now();
      const run = await ask("POST", "crons/run", { query: { worker, cron } });
      this.runs.set(key, { state: "over", began, ...run });
      say(`${cron}: ${run.outcome}`);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.runs.set(key, { state: "error", message: error.message });
      say(error.message);
    } finally {
      button.setAttribute("aria-disabled", "false");
      this.drawRun(key);
    }
  }
}
