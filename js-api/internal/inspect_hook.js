// How the runtime's own classes show themselves in the console.

/**
 * A class may define a method under this symbol: it takes no arguments, runs no code of the
 * worker, and returns what to show of the object:
 * - a null-prototype object: its own properties are shown as the object's fields;
 * - a Map: its entries are shown, as in `URLSearchParams { 'a' => '1' }`;
 * - a string: shown as it is, in place of the whole object.
 * The class's name is put in front of the first two. A method that throws is as if it were absent.
 */
export const inspectSymbol = Symbol("atoll.inspect");
