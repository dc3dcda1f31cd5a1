// The KV namespaces: a page of keys, and the key that is open.

import { ApiError, ask, at, confirmed, facts, forget, fullTime, fromNow, make, navigateRows, notify,
  say, setCurrent, size, throttled } from "./dom.js";
import { KeyForm } from "./kv_form.js";

const PAGE = 100;
const HEX_ROWS = 256;

export class Kv {
  constructor() {
    this.namespaces = [];
    this.cursors = [""]; // where each page up to this one begins
    this.next = undefined; // where the next one does
    this.keys = [];
    this.shown = ""; // what the list was made of
    this.open = null; // the name of the key that is open
    this.form = null; // what is being edited
    this.value = ""; // what the value that is shown was made of
    this.hidden = true;
    this.asked = 0; // counts lists that were asked for
    this.body = at("kv-rows");
    navigateRows(this.body, (row, focus) => this.show(row.dataset.key, focus), () => this.close());
    const search = throttled(150, () => this.list());
    // Pages are of the prefix as it is now, whenever they are asked for.
    this.search = () => {
      this.startOver();
      search();
    };
    this.refresh = throttled(500, () => this.reload());
    at("kv-namespace").addEventListener("change", () => {
      // The arrows go on among the namespaces.
      this.close(false);
      this.toFirstPage();
    });
    at("kv-prefix").addEventListener("input", () => this.search());
    at("kv-prefix").addEventListener("keydown", (event) => this.onSearchKey(event));
    at("kv-add").addEventListener("click", () => this.edit(null));
    at("kv-next").addEventListener("click", () => this.turn(1));
    at("kv-previous").addEventListener("click", () => this.turn(-1));
    at("kv-detail").addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.leave();
    });
  }

  get namespace() {
    return at("kv-namespace").value;
  }

  /** Asks for all of it again. */
  async load() {
    try {
      this.namespaces = (await ask("GET", "kv")).namespaces;
      forget("kv");
    } catch (error) {
      return notify("kv", error.message, "The namespaces cannot be shown");
    }
    const select = at("kv-namespace");
    const chosen = select.value;
    select.replaceChildren(...this.namespaces.map(({ id, bindings }) => {
      const names = [...new Set(bindings.map(({ name }) => name))].join(", ");
      return make("option", { value: id, title: id }, names === id ? id : `${names} (${id})`);
    }));
    if (this.namespaces.some(({ id }) => id === chosen)) {
      select.value = chosen;
    } else if (chosen !== "") {
      // What is open, or being typed, is of a namespace that is no longer there.
      if (this.form?.changed) notify("kv-form", `No worker has the namespace ${chosen} any more.`,
        "The key is not saved");
      this.close(false);
      this.startOver();
    }
    at("view-kv").classList.toggle("none", this.namespaces.length === 0);
    return this.list();
  }

  /** Something has happened that may have changed a key. */
  changed() {
    if (!this.hidden) this.refresh();
  }

  async reload() {
    if (this.hidden || this.namespace === "") return;
    await this.list();
    if (this.open !== null && this.form === null) await this.loadValue(false);
  }

  startOver() {
    this.cursors = [""];
    this.next = undefined;
  }

  toFirstPage() {
    this.startOver();
    return this.list();
  }

  async turn(by) {
    // A second click may come before the page of the first one has.
    if (by > 0 ? this.next === undefined : this.cursors.length === 1) return;
    if (by > 0) this.cursors.push(this.next);
    else this.cursors.pop();
    this.next = undefined;
    await this.list();
    at("kv-list").scrollTop = 0;
    this.body.firstElementChild?.focus();
  }

  async list() {
    const asked = ++this.asked;
    if (this.namespaces.length === 0) return this.draw({ keys: [] });
    const query = { namespace: this.namespace, prefix: at("kv-prefix").value,
      cursor: this.cursors.at(-1), limit: PAGE };
    let page;
    try {
      page = await ask("GET", "kv/keys", { query });
      forget("kv-keys");
    } catch (error) {
      return notify("kv-keys", error.message, "The keys cannot be shown");
    }
    if (asked === this.asked) this.draw(page);
  }

  draw(page) {
    const shown = JSON.stringify([this.namespace, page]);
    this.next = page.cursor;
    if (shown !== this.shown) this.drawRows(page.keys);
    this.shown = shown;
    const first = this.cursors.length === 1;
    at("kv-pager").hidden = first && this.next === undefined;
    at("kv-previous").disabled = first;
    at("kv-next").disabled = this.next === undefined;
    at("kv-page").textContent = `Page ${this.cursors.length}`;
    this.showEmpty(page.keys.length, first);
  }

  drawRows(keys) {
    const focused = this.body.contains(document.activeElement) ? document.activeElement.dataset.key
      : undefined;
    this.body.replaceChildren(...keys.map((key) => makeRow(key)));
    this.markOpen();
    const rows = [...this.body.children];
    const again = rows.find((row) => row.dataset.key === focused);
    setCurrent(this.body, again ?? rows.find((row) => row.dataset.key === this.open) ?? null);
    if (focused !== undefined) (again ?? this.body.firstElementChild)?.focus();
  }

  showEmpty(count, first) {
    const empty = at("kv-empty");
    empty.hidden = count > 0;
    if (count > 0) return;
    if (this.namespaces.length === 0) {
      empty.replaceChildren(make("h2", {}, "No KV namespace"),
        make("p", {}, "Add one to a worker's configuration; its keys stay on this machine:"),
        make("pre", {}, '"kv_namespaces": [{ "binding": "CACHE", "id": "cache" }]'));
    } else if (at("kv-prefix").value !== "") {
      empty.replaceChildren(make("h2", {}, "No key begins so"),
        make("button", { type: "button", onclick: () => this.clearPrefix() }, "Show all keys"));
    } else {
      empty.replaceChildren(make("h2", {}, first ? "No keys yet" : "No more keys"),
        make("p", {}, "Add one here, or have the worker put one."));
    }
  }

  clearPrefix() {
    at("kv-prefix").value = "";
    at("kv-prefix").focus();
    return this.toFirstPage();
  }

  onSearchKey(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.body.querySelector("tr[tabindex='0']")?.focus();
    } else if (event.key === "Escape") {
      this.clearPrefix();
    }
  }

  markOpen() {
    for (const row of this.body.children) {
      row.setAttribute("aria-selected", `${row.dataset.key === this.open}`);
    }
  }

  async show(key, focus) {
    if (this.form !== null && !(await this.mayDrop())) return;
    this.form = null;
    this.open = key;
    this.value = "";
    this.markOpen();
    this.openDetail();
    at("kv-detail").replaceChildren();
    await this.loadValue(true);
    if (focus) at("kv-detail").focus();
  }

  openDetail() {
    at("kv-split").classList.add("open");
    at("kv-detail").hidden = false;
  }

  async loadValue(isNew) {
    const key = this.open;
    try {
      const found = await ask("GET", "kv/value", { query: { namespace: this.namespace, key } });
      if (this.open !== key || this.form !== null) return;
      const value = JSON.stringify(found);
      if (value === this.value) return;
      this.value = value;
      this.found = found;
      const detail = at("kv-detail");
      const inside = !isNew && detail.contains(document.activeElement);
      detail.replaceChildren(...this.valueOf(key, found));
      if (inside) detail.focus();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.open !== key || this.form !== null) return;
      this.value = "";
      at("kv-detail").replaceChildren(this.closeButton(), make("div.title", {}, make("h2", {}, key)),
        make("p.problem", { role: "alert" }, error.message));
    }
  }

  valueOf(key, found) {
    const raw = new URLSearchParams({ namespace: this.namespace, key, raw: "1" });
    const actions = make("div.buttons.start", {},
      make("button", { type: "button", onclick: () => this.edit(key) }, "Edit"),
      make("a.button", { href: `api/kv/value?${raw}`, download: key.replaceAll("/", "_") },
        "Download"),
      make("button.danger", { type: "button", onclick: () => this.remove(key) }, "Delete"));
    const expires = found.expiration === undefined ? "Never"
      : `${fullTime(found.expiration * 1000)}, ${fromNow(found.expiration * 1000)}`;
    return [this.closeButton(), make("div.title", {}, make("h2", {}, key)), actions,
      facts([
        ["Size", size(found.size)],
        ["Expires", expires],
        ["Metadata", found.metadata === undefined ? ""
          : make("code", {}, JSON.stringify(found.metadata))],
      ]),
      viewerOf(found)];
  }

  closeButton() {
    return make("button.close", { type: "button", onclick: () => this.leave() }, "Close");
  }

  /** Opens a form for the key; null: for a new one. */
  async edit(key) {
    if (this.namespace === "") return;
    if (this.form !== null && !(await this.mayDrop())) return;
    if (key === null) {
      this.open = null;
      this.markOpen();
    }
    this.form = new KeyForm(key, key === null ? null : this.found, at("kv-prefix").value);
    this.form.onSave = (write) => this.save(write);
    this.form.onCancel = () => this.leave();
    this.openDetail();
    at("kv-detail").replaceChildren(this.form.element);
    this.form.focus();
  }

  async save({ key, value, metadata, expiration, isNew }) {
    const form = this.form;
    try {
      await ask("PUT", "kv/value", {
        query: { namespace: this.namespace, key, metadata, expiration },
        headers: isNew ? { "if-none-match": "*" } : {},
        body: value,
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return form.fail(error.message);
    }
    say(`${key} is saved`);
    this.form = null;
    await this.list();
    await this.show(key, true);
    const row = [...this.body.children].find((one) => one.dataset.key === key);
    if (row !== undefined) setCurrent(this.body, row);
  }

  async remove(key) {
    const { namespace } = this; // it may be another one when the answer has come
    const sure = await confirmed("Delete this key?", `${key} and its value will be gone for good.`,
      "Delete");
    if (!sure) return;
    try {
      await ask("DELETE", "kv/value", { query: { namespace, key } });
      forget("kv-delete");
    } catch (error) {
      return notify("kv-delete", error.message, `${key} is not deleted`);
    }
    say(`${key} is deleted`);
    const rows = [...this.body.children];
    const place = rows.findIndex((row) => row.dataset.key === key);
    this.close();
    await this.list();
    const row = this.body.children[Math.min(Math.max(place, 0), this.body.children.length - 1)];
    if (row === undefined) return at("kv-prefix").focus();
    setCurrent(this.body, row);
    row.focus();
  }

  async mayDrop() {
    return !this.form.changed || confirmed("Drop what you have typed?",
      "The key is not saved.", "Drop it");
  }

  /** Goes back by one: from the form to the value, from the value to the list. */
  async leave() {
    if (this.form === null) return this.close();
    if (!(await this.mayDrop())) return;
    const key = this.open;
    this.form = null;
    if (key === null) return this.close();
    await this.show(key, true);
  }

  /** `focus`: whether the keyboard goes back to the list. */
  close(focus = true) {
    const key = this.open;
    this.open = null;
    this.form = null;
    this.markOpen();
    at("kv-detail").hidden = true;
    at("kv-split").classList.remove("open");
    const row = [...this.body.children].find((one) => one.dataset.key === key) ??
      this.body.querySelector("tr[tabindex='0']");
    if (focus && !this.hidden) row?.focus();
  }
}

function makeRow({ name, metadata, expiration }) {
  const row = make("tr", { tabIndex: -1, role: "row", "aria-selected": "false" },
    make("td.c-key", { role: "gridcell", title: name }, name),
    make("td.c-meta", { role: "gridcell" },
      metadata === undefined ? "" : JSON.stringify(metadata)),
    make("td.c-expires", { role: "gridcell" },
      expiration === undefined ? "" : fullTime(expiration * 1000)));
  row.dataset.key = name;
  return row;
}

function octetsOf({ encoding, value }) {
  if (encoding === "utf8") return new TextEncoder().encode(value);
  return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
}

function asJson({ encoding, value, cut }) {
  if (encoding !== "utf8" || cut || !/^\s*[[{]/.test(value)) return null;
  try {
    return JSON.stringify(JSON.parse(value), null, 2);
  } catch {
    return null;
  }
}

// "00000010  48 65 6c 6c 6f 2c 20 77  6f 72 6c 64 21 0a        |Hello, world!.|"
function asHex(octets) {
  const lines = [];
  for (let row = 0; row < Math.min(octets.length, HEX_ROWS * 16); row += 16) {
    const some = [...octets.slice(row, row + 16)];
    const hex = some.map((octet) => octet.toString(16).padStart(2, "0"));
    const text = some.map((octet) => octet > 31 && octet < 127 ? String.fromCharCode(octet) : ".");
    const halves = `${hex.slice(0, 8).join(" ")}  ${hex.slice(8).join(" ")}`;
    lines.push(`${row.toString(16).padStart(8, "0")}  ${halves.padEnd(50)} |${text.join("")}|`);
  }
  return lines.join("\n");
}

// The value, as text, as JSON or in hexadecimal.
function viewerOf(found) {
  const json = asJson(found);
  const ways = [];
  if (json !== null) ways.push(["JSON", () => json]);
  if (found.encoding === "utf8") ways.push(["Text", () => found.value]);
  ways.push(["Hex", () => asHex(octetsOf(found))]);
  const box = make("pre.value", { tabIndex: 0, "aria-label": "Value" });
  const choose = (button, text) => {
    for (const other of bar.children) other.setAttribute("aria-pressed", `${other === button}`);
    box.textContent = text() === "" ? "(empty)" : text();
  };
  const bar = make("div.ways", { role: "group", "aria-label": "Show the value as" },
    ...ways.map(([name, text]) => make("button", { type: "button", "aria-pressed": "false",
      onclick: (event) => choose(event.currentTarget, text) }, name)));
  choose(bar.firstElementChild, ways[0][1]);
  const cut = found.cut || found.size > HEX_ROWS * 16 && found.encoding !== "utf8"
    ? make("p.lead", {}, "This is the beginning of it. Download has all.") : null;
  return make("section", { "aria-label": "Value" }, bar, box, ...(cut === null ? [] : [cut]));
}
