// The page: which view is shown, what the server tells, and the keys that work everywhere.

import { ask, at, forget, make, notify } from "./dom.js";
import { Crons } from "./crons.js";
import { Kv } from "./kv.js";
import { Requests } from "./requests.js";
import { cronInWords } from "./words.js";

const VIEWS = ["requests", "kv", "crons", "workers"];
const SEARCH = { requests: "request-search", kv: "kv-prefix" };
const RETRY_MILLIS = 1000;
// Of the rate that is shown.
const RATE_MILLIS = 2000;

const requests = new Requests();
const kv = new Kv();
const crons = new Crons((id) => {
  location.hash = "#requests";
  showView();
  requests.showId(id);
});

let view = "";

function showView() {
  const wanted = location.hash.slice(1);
  const next = VIEWS.includes(wanted) ? wanted : "requests";
  if (next === view) return;
  view = next;
  for (const name of VIEWS) at(`view-${name}`).hidden = name !== view;
  for (const link of document.querySelectorAll("nav[aria-label='Views'] a")) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  kv.hidden = view !== "kv";
  if (view === "kv") kv.load();
  if (view === "crons") crons.load();
}

// The stream of events.

let source = null;
let lastId = "";
let retry = 0;
let samples = []; // [time, total] of the last seconds

function setLive(state, text) {
  at("live").dataset.state = state;
  if (at("live-state").textContent !== text) at("live-state").textContent = text;
}

function connect() {
  clearTimeout(retry);
  source?.close();
  source = new EventSource(`api/events${lastId === "" ? "" : `?after=${lastId}`}`);
  source.addEventListener("open", () => setLive("live", "Live"));
  source.addEventListener("reset", () => requests.reset());
  source.addEventListener("workers", () => loadWorkers());
  source.addEventListener("requests", onRequests);
  source.addEventListener("error", () => {
    setLive("lost", "Reconnecting");
    // One that was refused does not try again by itself.
    if (source.readyState === EventSource.CLOSED) retry = setTimeout(connect, RETRY_MILLIS);
  });
}

function onRequests(event) {
  lastId = event.lastEventId;
  const news = JSON.parse(event.data);
  requests.take(news.requests);
  crons.take(news.requests);
  if (news.requests.length > 0) kv.changed();
  samples.push([performance.now(), news.total]);
  showCount();
}

function showCount() {
  const now = performance.now();
  const last = samples.at(-1)?.[1] ?? 0;
  while (samples.length > 1 && samples[1][0] < now - RATE_MILLIS) samples.shift();
  const since = samples[0];
  const rate = samples.length < 2 || last < since[1] ? 0
    : (last - since[1]) / (RATE_MILLIS / 1000);
  at("live-total").textContent = last.toLocaleString();
  at("live-unit").textContent = last === 1 ? "request" : "requests";
  at("live-rate").textContent = `${Math.round(rate).toLocaleString()}/s`;
}

// A browser has few connections for a server: a page that nobody sees leaves its own to others.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") return connect();
  clearTimeout(retry);
  source?.close();
  setLive("lost", "Asleep");
});

// The workers.

async function loadWorkers() {
  let workers;
  try {
    workers = (await ask("GET", "workers")).workers;
    forget("workers");
  } catch (error) {
    return notify("workers", error.message, "The workers cannot be shown");
  }
  requests.setWorkers(workers.filter(({ name }) => name !== "").map(({ name }) => name));
  const broken = workers.filter(({ problem }) => problem !== "");
  at("workers-dot").hidden = broken.length === 0;
  at("workers-dot").title = "A worker does not start";
  forget("broken");
  if (broken.length > 0) {
    notify("broken", broken[0].problem, broken[0].running
      ? `${broken[0].name}: the last version that started goes on`
      : `${broken[0].name === "" ? "The worker" : broken[0].name} does not start`);
  }
  at("worker-cards").replaceChildren(...workers.map(cardOf));
  if (workers.length === 0) {
    at("worker-cards").append(make("div.empty", {}, make("h2", {}, "No worker yet")));
  }
  crons.load();
  if (view === "kv") kv.load();
}

function cardOf(worker) {
  const state = worker.problem === "" ? "Running" : worker.running ? "Old version" : "Not running";
  const badge = make("span.badge", {}, state);
  badge.dataset.tone = worker.problem === "" ? "ok" : worker.running ? "bad" : "failed";
  const rows = worker.bindings.map(({ kind, name, resource }) => make("tr", {},
    make("td", {}, make("code", {}, name)), make("td", {}, nameOf(kind)),
    make("td", {}, resource === "" ? make("span.muted", {}, "hidden")
      : make("code", {}, resource))));
  return make("article.card", { "aria-label": worker.name },
    make("div.title", {}, badge, make("h2", {}, worker.name === "" ? "The worker" : worker.name)),
    make("p.lead", {}, [worker.main, worker.compatibilityDate === "" ? ""
      : `compatible with ${worker.compatibilityDate}`, worker.version === "" ? ""
      : `version ${worker.version}`].filter((text) => text !== "").join(" · ")),
    worker.problem === "" ? null : make("pre.stack", {}, worker.problem),
    rows.length === 0 ? make("p.lead", {}, "It has no bindings.")
      : make("table.plain", { "aria-label": `Bindings of ${worker.name}` },
        make("thead", {}, make("tr", {}, ...["Binding", "Kind", "Resource"].map((title) =>
          make("th", { scope: "col" }, title)))),
        make("tbody", {}, ...rows)),
    ...worker.crons.map((cron) => make("p.lead", {}, make("code", {}, cron), " ",
      cronInWords(cron))));
}

const nameOf = (kind) =>
  ({ kv: "KV namespace", service: "Service", var: "Variable" })[kind] ?? kind;

// Keys.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest("input, textarea, select, dialog") !== null) return;
  if (event.key === "/") {
    event.preventDefault();
    if (SEARCH[view] === undefined) location.hash = "#requests";
    showView();
    at(SEARCH[view]).focus();
    at(SEARCH[view]).select();
  } else if (event.key === "Escape") {
    if (view === "requests") requests.close();
    if (view === "kv") kv.leave();
  } else if (event.key === "p" && view === "requests") {
    requests.setPaused(!requests.paused);
  }
});

addEventListener("hashchange", showView);
setInterval(() => {
  showCount();
  if (view === "crons" && crons.tick()) crons.load();
}, 1000);
showView();
requests.draw();
connect();
