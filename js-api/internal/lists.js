// Arrays for the runtime's own use. To append to an array is to write an index that it does not have
// yet, which reaches the setters that a worker may have put on Array.prototype or Object.prototype;
// a List inherits from neither.

import { Array, ArrayPrototype, ObjectFreeze, ObjectSetPrototypeOf } from "./primordials.js";

/** An array without the methods of arrays. Starts empty. */
export class List extends Array {
  constructor() {
    super();
  }
}
ObjectSetPrototypeOf(List.prototype, null);
ObjectFreeze(List);

/** Adds a value at the end. */
export function append(list, value) {
  list[list.length] = value;
}

/** Adds two values at the end. */
export function appendPair(list, first, second) {
  const { length } = list;
  list[length] = first;
  list[length + 1] = second;
}

/** Removes `count` values from index `from` on. */
export function removeAt(list, from, count) {
  const length = list.length - count;
  for (let i = from; i < length; ++i) list[i] = list[i + count];
  list.length = length;
}

/** Another List of the same values. */
export function copyOf(list) {
  const copy = new List();
  for (let i = 0; i < list.length; ++i) copy[i] = list[i];
  return copy;
}

/** Makes a List of an array that nobody else has, and returns it. */
export function toList(array) {
  return ObjectSetPrototypeOf(array, List.prototype);
}

/** Makes a List an array that a worker may have, and returns it. */
export function toArray(list) {
  return ObjectSetPrototypeOf(list, ArrayPrototype);
}
