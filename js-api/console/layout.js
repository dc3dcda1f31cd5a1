// How the entries of a composite value are put on lines.

import {
  ArrayPrototypeJoin,
  MathFloor,
  MathMax,
  MathMin,
  MathRound,
  MathSqrt,
  StringPrototypeIncludes,
  StringPrototypePadEnd,
  StringPrototypePadStart,
  StringPrototypeRepeat,
} from "../internal/primordials.js";
import { List, append } from "../internal/lists.js";

// Columns of a line; entries are set on one line only when all of them fit.
const WIDTH = 80;
// How many of the innermost levels may share a line.
const LEVELS_PER_LINE = 3;
// Arrays of more elements than this are set in columns.
const COLUMNS_FROM = 7;
const MAX_COLUMNS = 15;

function fitsOnOneLine(entries, start, base) {
  let width = entries.length + start;
  if (width + entries.length > WIDTH) return false;
  for (let i = 0; i < entries.length; ++i) {
    width += entries[i].length;
    if (width > WIDTH) return false;
  }
  return base === "" || !StringPrototypeIncludes(base, "\n");
}

// How many columns make the grid about 2.5 times as wide as it is high, in characters.
function columnsFor(count, cell, average, room) {
  const biased = MathMax(cell - 3 - MathSqrt(cell - average), 1);
  return MathMin(
    MathRound(MathSqrt(2.5 * biased * count) / biased),
    MathFloor(room / cell),
    LEVELS_PER_LINE * 4,
    MAX_COLUMNS,
  );
}

/**
 * The elements of an array, joined into rows of equal columns where that saves lines. `trailer` is
 * how many of the last entries are no elements ("... 5 more items") and stay on lines of their own;
 * numbers are aligned at their right.
 */
export function inColumns(entries, trailer, indentation, numeric) {
  const count = entries.length - trailer;
  if (entries.length < COLUMNS_FROM || count === 0) return entries;
  let total = 0;
  let longest = 0;
  for (let i = 0; i < count; ++i) {
    total += entries[i].length + 2;
    longest = MathMax(longest, entries[i].length);
  }
  const cell = longest + 2;
  if (cell * 3 + indentation >= WIDTH || (total / cell <= 5 && longest > 6)) return entries;
  const columns = columnsFor(count, cell, total / entries.length, WIDTH - indentation);
  if (columns <= 1) return entries;

  const widths = new List();
  for (let column = 0; column < columns; ++column) {
    let width = 0;
    for (let i = column; i < count; i += columns) width = MathMax(width, entries[i].length);
    append(widths, width + 2);
  }
  const rows = new List();
  for (let first = 0; first < count; first += columns) {
    const end = MathMin(first + columns, count);
    let row = "";
    for (let i = first; i < end; ++i) {
      const last = i === end - 1;
      const text = last ? entries[i] : `${entries[i]}, `;
      const width = last ? widths[i - first] - 2 : widths[i - first];
      if (numeric) {
        row += StringPrototypePadStart(text, width);
      } else {
        row += last ? text : StringPrototypePadEnd(text, width);
      }
    }
    append(rows, row);
  }
  for (let i = count; i < entries.length; ++i) append(rows, entries[i]);
  return rows;
}

/**
 * Puts entries between brackets: on one line when they fit and hold at most LEVELS_PER_LINE levels,
 * else one to a line.
 * - `parts`: {open, close, base}: the brackets and what stands before them
 * - `innerLevels`: how many levels the entries hold below this one
 * - `grouped`: the entries are rows of `inColumns`, which take lines of their own
 */
export function enclose(entries, parts, indentation, innerLevels, grouped) {
  const lead = parts.base === "" ? "" : `${parts.base} `;
  if (!grouped && innerLevels < LEVELS_PER_LINE) {
    const start = entries.length + indentation + parts.open.length + parts.base.length + 10;
    if (fitsOnOneLine(entries, start, parts.base)) {
      const line = ArrayPrototypeJoin(entries, ", ");
      if (!StringPrototypeIncludes(line, "\n")) {
        return `${lead}${parts.open} ${line} ${parts.close}`;
      }
    }
  }
  const feed = `\n${StringPrototypeRepeat(" ", indentation)}`;
  const body = ArrayPrototypeJoin(entries, `,${feed}  `);
  return `${lead}${parts.open}${feed}  ${body}${feed}${parts.close}`;
}
