// Objects for the runtime's own use whose members are not known to a class. `{ __proto__: null }` is a
// hash table in V8; a Record has a hidden class, and is several times as fast to make and to read.

import { ObjectSetPrototypeOf } from "./primordials.js";

/**
 * An object without members, whose prototype has none and inherits from nothing. What is assigned to it
 * or read from it reaches no setter or getter that a worker has put on Object.prototype.
 */
export class Record {}
delete Record.prototype.constructor;
ObjectSetPrototypeOf(Record.prototype, null);
