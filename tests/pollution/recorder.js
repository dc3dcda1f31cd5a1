// Notes which of what was replaced the runtime calls, and from where.

const capture = Error.captureStackTrace;
const { defineProperty, deleteProperty } = Reflect;
const { prototype } = Object;
const RUNTIME = "atoll:";
// Files whose frames say nothing: they stand between the runtime and what it calls.
const OWN = ["recorder.js", "replaced.js"];

/** What was called since the last take(). */
export class Recorder {
  #notes = { __proto__: null, length: 0 };

  /** Notes a call of what had the name. */
  note = (name) => {
    const holder = { __proto__: null, name };
    capture(holder);
    this.#notes[this.#notes.length++] = holder;
  };

  /** The same of a member of Object.prototype. */
  noteMember = (name, isSet) => this.note(isSet ? `set ${name}` : name);

  /**
   * The calls that came from the runtime, each once, as "NAME by FUNCTION". To be called when nothing
   * is replaced any more.
   */
  take() {
    const notes = this.#notes;
    this.#notes = { __proto__: null, length: 0 };
    const found = new Set();
    for (let i = 0; i < notes.length; ++i) {
      const caller = callerIn(notes[i].stack);
      if (caller !== undefined) found.add(`${notes[i].name} by ${caller}`);
    }
    return [...found].sort();
  }
}

// The runtime's function that stands at the top, below builtins; undefined when it is the worker's.
function callerIn(stack) {
  for (const line of stack.split("\n")) {
    const frame = line.trim();
    if (!frame.startsWith("at ") || !/:\d+:\d+\)?$/.test(frame)) continue;
    if (OWN.some((name) => frame.includes(name))) continue;
    if (!frame.includes(RUNTIME)) return undefined;
    return /^at (?:async )?(.*) \(/.exec(frame)?.[1] ?? frame;
  }
  return undefined;
}

/**
 * Gives Object.prototype an accessor of each name, which answers undefined and lets itself be set as if
 * it were not there.
 * @param {string[]} names
 * @param {(name: string, isSet: boolean) => void} onCall
 * @returns {() => void} takes them away
 */
export function defineMembers(names, onCall) {
  const { length } = names;
  for (let i = 0; i < length; ++i) {
    const name = names[i];
    defineProperty(prototype, name, {
      __proto__: null,
      get() {
        onCall(name, false);
        return undefined;
      },
      set(value) {
        onCall(name, true);
        defineProperty(this, name,
          { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      },
      configurable: true,
    });
  }
  return () => {
    for (let i = 0; i < length; ++i) deleteProperty(prototype, names[i]);
  };
}
