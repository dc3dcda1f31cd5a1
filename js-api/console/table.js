// console.table: rows and columns drawn with box characters.

import { previewEntries, typeName } from "native:runtime";
import {
  ArrayPrototypeIncludes,
  ArrayPrototypeJoin,
  MapPrototypeGet,
  MapPrototypeHas,
  MapPrototypeSet,
  MathMax,
  ObjectKeys,
  SafeMap,
  StringPrototypePadEnd,
  StringPrototypeRepeat,
} from "../internal/primordials.js";
import { List, append, toList } from "../internal/lists.js";
import { inspect } from "./inspect.js";
import { behindProxies, ownData } from "./properties.js";

const MAX_ROWS = 1000;
const MAX_COLUMNS = 50;

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function cell(value) {
  return inspect(value, { __proto__: null, depth: isObject(value) ? 0 : 2 });
}

// The rows of the data: [index text, value] each; undefined for data that has none.
function rowsOf(data) {
  const rows = new List();
  const type = typeName(data);
  if (type === "Map") {
    const flat = previewEntries(data);
    for (let i = 0; i < flat.length && rows.length < MAX_ROWS; i += 2) {
      append(rows, { __proto__: null, index: cell(flat[i]), value: flat[i + 1] });
    }
  } else if (type === "Set") {
    const flat = previewEntries(data);
    for (let i = 0; i < flat.length && rows.length < MAX_ROWS; ++i) {
      append(rows, { __proto__: null, index: `${i}`, value: flat[i] });
    }
  } else {
    const keys = ObjectKeys(data);
    for (let i = 0; i < keys.length && rows.length < MAX_ROWS; ++i) {
      const value = ownData(data, keys[i]);
      append(rows, { __proto__: null, index: keys[i], value });
    }
  }
  return rows;
}

// Adds the row's cells to `columns`, a map of column name -> cell texts by row number.
function addCells(columns, row, number, only) {
  const object = behindProxies(row.value);
  if (!isObject(object)) return false;
  const keys = only ?? ObjectKeys(object);
  for (let i = 0; i < keys.length; ++i) {
    const key = keys[i];
    if (!MapPrototypeHas(columns, key)) {
      if (only === undefined && columns.names.length >= MAX_COLUMNS) continue;
      MapPrototypeSet(columns, key, { __proto__: null });
      append(columns.names, key);
    }
    if (ArrayPrototypeIncludes(ObjectKeys(object), key)) {
      MapPrototypeGet(columns, key)[number] = cell(ownData(object, key));
    }
  }
  return true;
}

function line(left, fill, cross, right, widths) {
  const parts = new List();
  for (let i = 0; i < widths.length; ++i) {
    append(parts, StringPrototypeRepeat(fill, widths[i] + 2));
  }
  return left + ArrayPrototypeJoin(parts, cross) + right;
}

function drawRow(cells, widths) {
  const parts = new List();
  for (let i = 0; i < widths.length; ++i) {
    append(parts, ` ${StringPrototypePadEnd(cells[i], widths[i])} `);
  }
  return `│${ArrayPrototypeJoin(parts, "│")}│`;
}

function draw(head, body) {
  const widths = new List();
  for (let i = 0; i < head.length; ++i) {
    let width = head[i].length;
    for (let j = 0; j < body.length; ++j) width = MathMax(width, body[j][i].length);
    append(widths, width);
  }
  const lines = toList([line("┌", "─", "┬", "┐", widths), drawRow(head, widths),
    line("├", "─", "┼", "┤", widths)]);
  for (let j = 0; j < body.length; ++j) append(lines, drawRow(body[j], widths));
  append(lines, line("└", "─", "┴", "┘", widths));
  return ArrayPrototypeJoin(lines, "\n");
}

/**
 * The table of `data`'s rows as text, or undefined when it is no object and so has none.
 * @param {any} data an array, object, Map or Set of rows
 * @param {string[]} [only] the columns to show
 */
export function table(data, only) {
  const object = isObject(data) ? behindProxies(data) : null;
  if (object === null) return undefined;
  const rows = rowsOf(object);
  const columns = new SafeMap();
  columns.names = new List();
  const values = { __proto__: null };
  let hasValues = false;
  for (let i = 0; i < rows.length; ++i) {
    if (!addCells(columns, rows[i], i, only)) {
      values[i] = cell(rows[i].value);
      hasValues = true;
    }
  }
  const head = toList(["(index)"]);
  for (let i = 0; i < columns.names.length; ++i) append(head, columns.names[i]);
  if (hasValues) append(head, "Values");
  const body = new List();
  for (let i = 0; i < rows.length; ++i) {
    const cells = toList([rows[i].index]);
    for (let j = 0; j < columns.names.length; ++j) {
      append(cells, MapPrototypeGet(columns, columns.names[j])[i] ?? "");
    }
    if (hasValues) append(cells, values[i] ?? "");
    append(body, cells);
  }
  return draw(head, body);
}
