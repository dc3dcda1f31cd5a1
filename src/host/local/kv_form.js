// The form in which a key is made or changed.

import { make } from "./dom.js";

const LAST_MILLIS = Date.UTC(9999, 11, 30);

// What an <input type="datetime-local"> takes, in the time zone of whoever looks; empty for a year
// of more than four digits, too.
function localTime(seconds) {
  if (seconds === undefined || seconds * 1000 > LAST_MILLIS) return "";
  const date = new Date(seconds * 1000);
  const shifted = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19);
}

function field(label, control, hint) {
  const about = hint === undefined ? null : make("span.hint", { id: `${control.id}-hint` }, hint);
  if (about !== null) control.setAttribute("aria-describedby", about.id);
  return make("div.field", {}, make("label", { htmlFor: control.id }, label), control, about);
}

export class KeyForm {
  /** `key` null: a new one, that begins with `prefix`. `found`: its value as it is. */
  constructor(key, found, prefix) {
    this.isNew = key === null;
    this.found = found;
    this.isText = found === null || (found.encoding === "utf8" && !found.cut);
    this.onSave = () => {};
    this.onCancel = () => {};
    this.key = make("input", { id: "edit-key", value: key ?? prefix, readOnly: !this.isNew,
      required: true, autocomplete: "off", spellcheck: false });
    this.value = make("textarea", { id: "edit-value", rows: 10, spellcheck: false,
      value: this.isText && found !== null ? found.value : "" });
    this.file = make("input", { id: "edit-file", type: "file" });
    const metadata = found?.metadata === undefined ? "" : JSON.stringify(found.metadata, null, 2);
    this.metadata = make("textarea", { id: "edit-metadata", rows: 3, spellcheck: false,
      value: metadata });
    this.expires = make("input", { id: "edit-expires", type: "datetime-local", step: 1,
      value: localTime(found?.expiration) });
    this.expiresBefore = this.expires.value; // as the browser writes it
    this.problem = make("p.problem", { role: "alert", hidden: true });
    this.before = this.state();
    this.element = this.makeElement();
  }

  makeElement() {
    const save = make("button.primary", { type: "submit" }, this.isNew ? "Add key" : "Save");
    const cancel = make("button", { type: "button", onclick: () => this.onCancel() }, "Cancel");
    const form = make("form.edit", { "aria-label": this.isNew ? "New key" : "Edit key",
      onsubmit: (event) => {
        event.preventDefault();
        this.submit();
      },
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submit();
      } },
    make("h2", {}, this.isNew ? "New key" : "Edit key"),
    field("Key", this.key, this.isNew ? "Up to 512 octets." : undefined),
    this.isText ? field("Value", this.value)
      : make("p.lead", {}, "The value is not text, or too long to edit here. Choose a file."),
    field(this.isText ? "Or the content of a file" : "Value from a file", this.file),
    field("Metadata", this.metadata, "JSON, up to 1,024 octets; empty for none."),
    field("Expires", this.expires, "Your local time; empty for never."),
    this.problem,
    make("div.buttons.start", {}, save, cancel, make("span.hint", {}, "Ctrl+Enter saves")));
    return form;
  }

  focus() {
    const first = this.isNew ? this.key : this.isText ? this.value : this.file;
    first.focus();
    if (this.isNew) this.key.setSelectionRange(this.key.value.length, this.key.value.length);
  }

  state() {
    return JSON.stringify([this.key.value, this.value.value, this.metadata.value,
      this.expires.value, this.file.value]);
  }

  /** Whether something was typed. */
  get changed() {
    return this.state() !== this.before;
  }

  fail(message) {
    this.problem.textContent = message;
    this.problem.hidden = false;
  }

  // In seconds since the epoch; the one that there was, to the second, where nobody has changed it.
  expiration() {
    if (this.expires.value === this.expiresBefore) return this.found?.expiration;
    if (this.expires.value === "") return undefined;
    return Math.floor(new Date(this.expires.value).getTime() / 1000);
  }

  submit() {
    this.problem.hidden = true;
    const file = this.file.files[0];
    if (this.key.value === "") return this.fail("The key is empty; expected 1 to 512 octets.");
    if (!this.isText && file === undefined) return this.fail("Choose a file for the value.");
    let metadata = this.metadata.value.trim();
    try {
      if (metadata !== "") metadata = JSON.stringify(JSON.parse(metadata));
    } catch (error) {
      return this.fail(`The metadata is no JSON: ${error.message}`);
    }
    return this.onSave({ key: this.key.value, value: file ?? this.value.value, metadata,
      expiration: this.expiration(), isNew: this.isNew });
  }
}
