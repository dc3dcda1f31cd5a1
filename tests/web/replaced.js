// Replaces every function and accessor that a worker can reach, and reaches what was there before.

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } =
  Reflect;
const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);
const mapGet = uncurryThis(Map.prototype.get);

// What no property of a global leads to.
function hiddenObjects() {
  const source = new ReadableStream();
  return [
    function* () {}, async () => {}, async function* () {}, [].values(), new Map().entries(),
    new Set().values(), "".matchAll(/x/g), ""[Symbol.iterator](), [].values().map((item) => item),
    Iterator.from({ next() {} }), new Intl.Segmenter().segment(""),
    new Intl.Segmenter().segment("")[Symbol.iterator](), new Headers().entries(),
    new URLSearchParams().entries(), new FormData().entries(), source.values(),
  ];
}

function isObject(value) {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

// Every property that holds a function or is an accessor and can be replaced, from the globals on.
function findSlots() {
  const slots = [];
  const seen = new Set();
  const waiting = [[globalThis, "globalThis"], ...hiddenObjects().map((o) => [o, String(o)])];
  while (waiting.length > 0) {
    const [owner, name] = waiting.pop();
    if (!isObject(owner) || seen.has(owner)) continue;
    seen.add(owner);
    waiting.push([getPrototypeOf(owner), `${name}.__proto__`]);
    for (const key of ownKeys(owner)) {
      const descriptor = getOwnPropertyDescriptor(owner, key);
      const title = `${name}.${String(key)}`;
      for (const field of ["value", "get", "set"]) waiting.push([descriptor[field], title]);
      const isFunction = descriptor.get !== undefined || descriptor.set !== undefined ||
        typeof descriptor.value === "function";
      if (descriptor.configurable && isFunction) slots.push({ owner, key, descriptor, name: title });
    }
  }
  return slots;
}

const slots = findSlots();
const originals = new Map();
for (const { owner, key, descriptor } of slots) {
  if (!originals.has(owner)) originals.set(owner, new Map());
  originals.get(owner).set(key, descriptor);
}

/** How many properties are replaced. */
export const slotCount = slots.length;

function find(object, key) {
  for (let owner = Object(object); owner !== null; owner = getPrototypeOf(owner)) {
    const known = mapGet(originals, owner);
    const descriptor = (known === undefined ? undefined : mapGet(known, key)) ??
      getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor;
  }
  throw new Error(`there is no ${String(key)}`);
}

const { Object } = globalThis;

/** `object.key`, as it was before anything was replaced. */
export function get(object, key) {
  const descriptor = find(object, key);
  return descriptor.get === undefined ? descriptor.value : apply(descriptor.get, object, []);
}

/** `object.key = value`. */
export function set(object, key, value) {
  apply(find(object, key).set, object, [value]);
}

/** `object.key(...values)`. */
export function call(object, key, ...values) {
  return apply(get(object, key), object, values);
}

/** `new name(...values)`, where `name` is a global. */
export function make(name, ...values) {
  return construct(get(globalThis, name), values);
}

// Calls what it replaces after `note`, which may throw.
function replacement(original, note) {
  if (original === undefined) return undefined;
  const wrapper = function (...values) {
    note();
    return new.target === undefined
      ? apply(original, this, values)
      : construct(original, values, new.target === wrapper ? original : new.target);
  };
  return wrapper;
}

/**
 * Replaces everything that `isIncluded(slot)` is true for; `onCall(name)` is called before what was
 * replaced.
 * @returns {() => void} puts all back
 */
export function replaceAll(onCall, isIncluded = () => true) {
  const chosen = [];
  for (let i = 0; i < slots.length; ++i) {
    const slot = slots[i];
    if (!isIncluded(slot)) continue;
    const { name, descriptor } = slot;
    const note = () => onCall(name);
    const { value, get: getter, set: setter, enumerable } = descriptor;
    const base = { __proto__: null, enumerable, configurable: true };
    chosen.push([slot, typeof value === "function"
      ? { ...base, __proto__: null, value: replacement(value, note), writable: true }
      : {
        ...base,
        __proto__: null,
        get: replacement(getter, note),
        set: replacement(setter, note),
      }]);
  }
  const { length } = chosen;
  const flat = { __proto__: null };
  for (let i = 0; i < length; ++i) flat[i] = { __proto__: null, slot: chosen[i][0], descriptor: chosen[i][1] };
  for (let i = 0; i < length; ++i) {
    const { slot, descriptor } = flat[i];
    defineProperty(slot.owner, slot.key, descriptor);
  }
  return () => {
    for (let i = 0; i < length; ++i) {
      const { owner, key, descriptor } = flat[i].slot;
      defineProperty(owner, key, descriptor);
    }
  };
}
