// The components of a URLPattern (URL Pattern Standard, section 2): what one part of a URL has to be.

import {
  ReflectDefineProperty,
  RegExp,
  RegExpPrototypeExec,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  TypeError,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";
import { quote } from "../internal/webidl.js";

// Kinds, as src/web/url.h has them.
const EMPTY = "e";
const EXACT = "x";
const ANY = "a";
const REG_EXP = "r";

function toNames(joined) {
  const names = new List();
  for (let start = 0; start < joined.length;) {
    let end = StringPrototypeIndexOf(joined, ",", start);
    if (end === -1) end = joined.length;
    append(names, StringPrototypeSlice(joined, start, end));
    start = end + 1;
  }
  return names;
}

function toRegExp(source, flags, where) {
  try {
    return new RegExp(source, flags);
  } catch {
    throw new TypeError(`${where}: the pattern's regular expression ${quote(source)} is not valid.`);
  }
}

/** One component of a pattern. Its methods run no code of the worker. */
export class PatternComponent {
  pattern;
  hasRegExpGroups;
  #kind;
  #value;
  #regExp = undefined;
  #names;
  // Has a member for each name, so that those of its copies are their own.
  #groups = {};

  /** `texts` is what parsePattern gives; those from `index` on are this component's. */
  constructor(texts, index, where) {
    const kind = texts[index];
    this.#kind = kind[0];
    this.pattern = texts[index + 1];
    this.#value = texts[index + 2];
    this.#names = toNames(texts[index + 3]);
    for (let i = 0; i < this.#names.length; ++i) {
      ReflectDefineProperty(this.#groups, this.#names[i],
        { __proto__: null, value: undefined, writable: true, enumerable: true, configurable: true });
    }
    this.hasRegExpGroups = kind[2] === "g";
    if (this.#kind !== REG_EXP) return;
    this.#regExp = toRegExp(this.#value, kind[1] === "i" ? "vi" : "v", where);
  }

  get isRegExp() {
    return this.#kind === REG_EXP;
  }

  test(input) {
    switch (this.#kind) {
      case EMPTY:
        return input === "";
      case EXACT:
        return input === this.#value;
      case ANY:
        return true;
      default:
        return RegExpPrototypeExec(this.#regExp, input) !== null;
    }
  }

  /** A URLPatternComponentResult, or null when the input does not match. */
  exec(input) {
    if (this.#kind === REG_EXP) {
      const found = RegExpPrototypeExec(this.#regExp, input);
      if (found === null) return null;
      const groups = { ...this.#groups };
      for (let i = 0; i < this.#names.length; ++i) groups[this.#names[i]] = found[i + 1];
      return { input, groups };
    }
    if (!this.test(input)) return null;
    const groups = { ...this.#groups };
    if (this.#names.length > 0) groups[this.#names[0]] = input;
    return { input, groups };
  }
}
