// What specifications have the runtime call of what a worker may replace, and why.

/** Functions and accessors: name -> reason. They are called however they are replaced. */
export const MANDATED = new Map([
  // Web IDL, section 3.2.21: a sequence is read by the iterator of the value that was given.
  ["globalThis.Array.prototype.Symbol(Symbol.iterator)", "the calls are given arrays"],
  ["[object Array Iterator].__proto__.next", "the calls are given arrays"],
  ["globalThis.Headers.prototype.Symbol(Symbol.iterator)", "the calls are given Headers as an init"],
  ["[object Headers Iterator].__proto__.next", "the calls are given Headers as an init"],
  // Web IDL, section 3.2.17: members of a dictionary are read by name.
  ["globalThis.CountQueuingStrategy.prototype.highWaterMark", "a strategy is a dictionary"],
  ["globalThis.CountQueuingStrategy.prototype.size", "a strategy is a dictionary"],
  ["globalThis.ByteLengthQueuingStrategy.prototype.highWaterMark", "a strategy is a dictionary"],
  ["globalThis.ByteLengthQueuingStrategy.prototype.size", "a strategy is a dictionary"],
  ["globalThis.TextDecoderStream.prototype.readable", "pipeThrough() takes a dictionary"],
  ["globalThis.TextDecoderStream.prototype.writable", "pipeThrough() takes a dictionary"],
  ["globalThis.TextEncoderStream.prototype.readable", "pipeThrough() takes a dictionary"],
  ["globalThis.TextEncoderStream.prototype.writable", "pipeThrough() takes a dictionary"],
  ["globalThis.CompressionStream.prototype.readable", "pipeThrough() takes a dictionary"],
  ["globalThis.CompressionStream.prototype.writable", "pipeThrough() takes a dictionary"],
  ["globalThis.DecompressionStream.prototype.readable", "pipeThrough() takes a dictionary"],
  ["globalThis.DecompressionStream.prototype.writable", "pipeThrough() takes a dictionary"],
  ["globalThis.TransformStream.prototype.readable", "pipeThrough() takes a dictionary"],
  ["globalThis.TransformStream.prototype.writable", "pipeThrough() takes a dictionary"],
  // Streams, section 6.1: the size of a chunk is its byteLength, whatever it is.
  ["globalThis.Float16Array.prototype.__proto__.byteLength", "ByteLengthQueuingStrategy"],
  // Web IDL, section 3.2.10: what is no string is converted by its own method.
  ["globalThis.URL.prototype.toString", "fetch() is given a URL"],
]);

/** The members of the runtime's own objects that READERS look at: these are nobody else's business. */
export const OWN_MEMBERS = new Set(["converter", "defaultValue", "required"]);

/**
 * Members that may be read of anything: a promise that is resolved with an object looks for `then`
 * (ECMAScript, section 27.2.1.3.2), and what is given to a promise here the worker gets.
 */
export const OF_ANYTHING = new Set(["then"]);

/**
 * Functions of the runtime that read a member, by name, of an object that the worker has given: there
 * the worker's prototypes are asked as the specifications say.
 */
export const READERS = new Map([
  ["toDictionary", "Web IDL, section 3.2.17"],
  ["toSequence", "Web IDL, section 3.2.21: Symbol.iterator, next, done and value"],
  ["iterate", "the same"],
  ["#initialize", "ResponseInit, a dictionary"],
  ["stackOf2", "what was thrown and its cause are told with their stacks"],
]);
