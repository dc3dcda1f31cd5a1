// The builtins that the runtime's JavaScript uses, taken while nobody could have replaced them.
//
// Methods are uncurried: `ArrayPrototypePush(array, x)` is `array.push(x)` without looking at the
// array. Constructors keep their own name: `import { Map } from ".../primordials.js"`. Statics are
// joined to their owner: `ObjectDefineProperty`, `JSONParse`; accessors are `MapPrototypeGetSize`.
//
// What is still visible to a worker: a method that asks its receiver for something by name.
// - ArrayPrototypeConcat, Filter, Map, Slice and Splice, TypedArrayPrototypeSlice and Subarray,
//   PromisePrototypeThen and ArrayBufferPrototypeSlice read `constructor` and Symbol.species.
//   `subarray` of buffer_source.js and a loop do without; for promises see promises.js.
// - RegExpPrototypeTest and SymbolReplace read `exec` and `flags`; RegExpPrototypeExec does not.
// - The constructors of Map, Set, WeakMap and WeakSet read `set`, `add` and Symbol.iterator when
//   they are given an iterable.

const {
  Array,
  ArrayBuffer,
  BigInt,
  BigInt64Array,
  BigUint64Array,
  Boolean,
  DataView,
  Date,
  Error,
  EvalError,
  Float32Array,
  Float64Array,
  Function,
  Int16Array,
  Int32Array,
  Int8Array,
  Map,
  Number,
  Object,
  Promise,
  Proxy,
  RangeError,
  ReferenceError,
  RegExp,
  Set,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  WeakMap,
  WeakRef,
  WeakSet,
} = globalThis;
export {
  Array,
  ArrayBuffer,
  BigInt,
  BigInt64Array,
  BigUint64Array,
  Boolean,
  DataView,
  Date,
  Error,
  EvalError,
  Float32Array,
  Float64Array,
  Function,
  Int16Array,
  Int32Array,
  Int8Array,
  Map,
  Number,
  Object,
  Promise,
  Proxy,
  RangeError,
  ReferenceError,
  RegExp,
  Set,
  String,
  Symbol,
  SyntaxError,
  TypeError,
  URIError,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  WeakMap,
  WeakRef,
  WeakSet,
};

/** uncurryThis(method)(receiver, ...values) is method.call(receiver, ...values). */
export const uncurryThis = Function.prototype.bind.bind(Function.prototype.call);

function getter(prototype, name) {
  return uncurryThis(Object.getOwnPropertyDescriptor(prototype, name).get);
}

/** %TypedArray%, the parent of Uint8Array and the others. */
export const TypedArray = Object.getPrototypeOf(Uint8Array);

export const ArrayBufferIsView = ArrayBuffer.isView;
export const ArrayBufferPrototypeGetByteLength = getter(ArrayBuffer.prototype, "byteLength");
export const ArrayBufferPrototypeGetDetached = getter(ArrayBuffer.prototype, "detached");
export const ArrayBufferPrototypeGetMaxByteLength = getter(ArrayBuffer.prototype, "maxByteLength");
export const ArrayBufferPrototypeGetResizable = getter(ArrayBuffer.prototype, "resizable");
export const ArrayBufferPrototypeResize = uncurryThis(ArrayBuffer.prototype.resize);
export const ArrayBufferPrototypeSlice = uncurryThis(ArrayBuffer.prototype.slice);
export const ArrayBufferPrototypeTransfer = uncurryThis(ArrayBuffer.prototype.transfer);
export const ArrayBufferPrototypeTransferToFixedLength =
  uncurryThis(ArrayBuffer.prototype.transferToFixedLength);
export const ArrayIsArray = Array.isArray;
export const ArrayPrototype = Array.prototype;
export const ArrayPrototypeConcat = uncurryThis(Array.prototype.concat);
export const ArrayPrototypeEvery = uncurryThis(Array.prototype.every);
export const ArrayPrototypeFill = uncurryThis(Array.prototype.fill);
export const ArrayPrototypeFilter = uncurryThis(Array.prototype.filter);
export const ArrayPrototypeForEach = uncurryThis(Array.prototype.forEach);
export const ArrayPrototypeIncludes = uncurryThis(Array.prototype.includes);
export const ArrayPrototypeIndexOf = uncurryThis(Array.prototype.indexOf);
export const ArrayPrototypeJoin = uncurryThis(Array.prototype.join);
export const ArrayPrototypeLastIndexOf = uncurryThis(Array.prototype.lastIndexOf);
export const ArrayPrototypeMap = uncurryThis(Array.prototype.map);
export const ArrayPrototypePop = uncurryThis(Array.prototype.pop);
export const ArrayPrototypePush = uncurryThis(Array.prototype.push);
export const ArrayPrototypeReverse = uncurryThis(Array.prototype.reverse);
export const ArrayPrototypeShift = uncurryThis(Array.prototype.shift);
export const ArrayPrototypeSlice = uncurryThis(Array.prototype.slice);
export const ArrayPrototypeSome = uncurryThis(Array.prototype.some);
export const ArrayPrototypeSort = uncurryThis(Array.prototype.sort);
export const ArrayPrototypeSplice = uncurryThis(Array.prototype.splice);
export const ArrayPrototypeSymbolIterator = uncurryThis(Array.prototype[Symbol.iterator]);
export const ArrayPrototypeUnshift = uncurryThis(Array.prototype.unshift);
export const AsyncIteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf(async function* () {}).prototype);
export const BigIntPrototypeToString = uncurryThis(BigInt.prototype.toString);
export const BigIntPrototypeValueOf = uncurryThis(BigInt.prototype.valueOf);
export const BooleanPrototypeValueOf = uncurryThis(Boolean.prototype.valueOf);
export const DataViewPrototypeGetBuffer = getter(DataView.prototype, "buffer");
export const DataViewPrototypeGetByteLength = getter(DataView.prototype, "byteLength");
export const DataViewPrototypeGetByteOffset = getter(DataView.prototype, "byteOffset");
export const DataViewPrototypeGetUint8 = uncurryThis(DataView.prototype.getUint8);
export const DataViewPrototypeSetUint8 = uncurryThis(DataView.prototype.setUint8);
export const DateNow = Date.now;
export const DatePrototypeGetTime = uncurryThis(Date.prototype.getTime);
export const DatePrototypeToISOString = uncurryThis(Date.prototype.toISOString);
export const DatePrototypeToUTCString = uncurryThis(Date.prototype.toUTCString);
export const DateUTC = Date.UTC;
export const ErrorCaptureStackTrace = Error.captureStackTrace;
export const ErrorPrototype = Error.prototype;
export const ErrorPrototypeToString = uncurryThis(Error.prototype.toString);
export const FunctionPrototype = Function.prototype;
export const FunctionPrototypeApply = uncurryThis(Function.prototype.apply);
export const FunctionPrototypeBind = uncurryThis(Function.prototype.bind);
export const FunctionPrototypeCall = uncurryThis(Function.prototype.call);
export const FunctionPrototypeToString = uncurryThis(Function.prototype.toString);
export const IteratorPrototype =
  Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()));
export const JSONParse = JSON.parse;
export const JSONStringify = JSON.stringify;
export const MapPrototypeClear = uncurryThis(Map.prototype.clear);
export const MapPrototypeDelete = uncurryThis(Map.prototype.delete);
export const MapPrototypeEntries = uncurryThis(Map.prototype.entries);
export const MapPrototypeForEach = uncurryThis(Map.prototype.forEach);
export const MapPrototypeGet = uncurryThis(Map.prototype.get);
export const MapPrototypeGetSize = getter(Map.prototype, "size");
export const MapPrototypeHas = uncurryThis(Map.prototype.has);
export const MapPrototypeKeys = uncurryThis(Map.prototype.keys);
export const MapPrototypeSet = uncurryThis(Map.prototype.set);
export const MapPrototypeValues = uncurryThis(Map.prototype.values);
export const MathAbs = Math.abs;
export const MathCeil = Math.ceil;
export const MathFloor = Math.floor;
export const MathLog10 = Math.log10;
export const MathMax = Math.max;
export const MathMin = Math.min;
export const MathPow = Math.pow;
export const MathRound = Math.round;
export const MathSign = Math.sign;
export const MathSqrt = Math.sqrt;
export const MathTrunc = Math.trunc;
export const NumberIsFinite = Number.isFinite;
export const NumberIsInteger = Number.isInteger;
export const NumberIsNaN = Number.isNaN;
export const NumberIsSafeInteger = Number.isSafeInteger;
export const NumberMAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER;
export const NumberParseFloat = Number.parseFloat;
export const NumberParseInt = Number.parseInt;
export const NumberPrototypeToFixed = uncurryThis(Number.prototype.toFixed);
export const NumberPrototypeToString = uncurryThis(Number.prototype.toString);
export const NumberPrototypeValueOf = uncurryThis(Number.prototype.valueOf);
export const ObjectAssign = Object.assign;
export const ObjectCreate = Object.create;
export const ObjectDefineProperties = Object.defineProperties;
export const ObjectDefineProperty = Object.defineProperty;
export const ObjectEntries = Object.entries;
export const ObjectFreeze = Object.freeze;
export const ObjectFromEntries = Object.fromEntries;
export const ObjectGetOwnPropertyDescriptor = Object.getOwnPropertyDescriptor;
export const ObjectGetOwnPropertyDescriptors = Object.getOwnPropertyDescriptors;
export const ObjectGetOwnPropertyNames = Object.getOwnPropertyNames;
export const ObjectGetOwnPropertySymbols = Object.getOwnPropertySymbols;
export const ObjectGetPrototypeOf = Object.getPrototypeOf;
export const ObjectHasOwn = Object.hasOwn;
export const ObjectIs = Object.is;
export const ObjectIsFrozen = Object.isFrozen;
export const ObjectKeys = Object.keys;
export const ObjectPrototype = Object.prototype;
export const ObjectPrototypeHasOwnProperty = uncurryThis(Object.prototype.hasOwnProperty);
export const ObjectPrototypePropertyIsEnumerable =
  uncurryThis(Object.prototype.propertyIsEnumerable);
export const ObjectPrototypeToString = uncurryThis(Object.prototype.toString);
export const ObjectSetPrototypeOf = Object.setPrototypeOf;
export const ObjectValues = Object.values;
export const PromiseAll = Promise.all.bind(Promise);
export const PromisePrototype = Promise.prototype;
export const PromisePrototypeCatch = uncurryThis(Promise.prototype.catch);
export const PromisePrototypeFinally = uncurryThis(Promise.prototype.finally);
export const PromisePrototypeThen = uncurryThis(Promise.prototype.then);
export const PromiseRace = Promise.race.bind(Promise);
export const PromiseReject = Promise.reject.bind(Promise);
export const PromiseResolve = Promise.resolve.bind(Promise);
export const ReflectApply = Reflect.apply;
export const ReflectConstruct = Reflect.construct;
export const ReflectDefineProperty = Reflect.defineProperty;
export const ReflectDeleteProperty = Reflect.deleteProperty;
export const ReflectGet = Reflect.get;
export const ReflectGetOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;
export const ReflectGetPrototypeOf = Reflect.getPrototypeOf;
export const ReflectHas = Reflect.has;
export const ReflectIsExtensible = Reflect.isExtensible;
export const ReflectOwnKeys = Reflect.ownKeys;
export const ReflectSet = Reflect.set;
export const ReflectSetPrototypeOf = Reflect.setPrototypeOf;
export const RegExpPrototypeExec = uncurryThis(RegExp.prototype.exec);
export const RegExpPrototypeGetDotAll = getter(RegExp.prototype, "dotAll");
export const RegExpPrototypeGetFlags = getter(RegExp.prototype, "flags");
export const RegExpPrototypeGetGlobal = getter(RegExp.prototype, "global");
export const RegExpPrototypeGetHasIndices = getter(RegExp.prototype, "hasIndices");
export const RegExpPrototypeGetIgnoreCase = getter(RegExp.prototype, "ignoreCase");
export const RegExpPrototypeGetMultiline = getter(RegExp.prototype, "multiline");
export const RegExpPrototypeGetSource = getter(RegExp.prototype, "source");
export const RegExpPrototypeGetSticky = getter(RegExp.prototype, "sticky");
export const RegExpPrototypeGetUnicode = getter(RegExp.prototype, "unicode");
export const RegExpPrototypeGetUnicodeSets = getter(RegExp.prototype, "unicodeSets");
export const RegExpPrototypeSymbolReplace = uncurryThis(RegExp.prototype[Symbol.replace]);
export const RegExpPrototypeTest = uncurryThis(RegExp.prototype.test);
export const RegExpPrototypeToString = uncurryThis(RegExp.prototype.toString);
export const SetPrototypeAdd = uncurryThis(Set.prototype.add);
export const SetPrototypeClear = uncurryThis(Set.prototype.clear);
export const SetPrototypeDelete = uncurryThis(Set.prototype.delete);
export const SetPrototypeEntries = uncurryThis(Set.prototype.entries);
export const SetPrototypeForEach = uncurryThis(Set.prototype.forEach);
export const SetPrototypeGetSize = getter(Set.prototype, "size");
export const SetPrototypeHas = uncurryThis(Set.prototype.has);
export const SetPrototypeKeys = uncurryThis(Set.prototype.keys);
export const SetPrototypeValues = uncurryThis(Set.prototype.values);
export const StringFromCharCode = String.fromCharCode;
export const StringFromCodePoint = String.fromCodePoint;
export const StringPrototypeAt = uncurryThis(String.prototype.at);
export const StringPrototypeCharAt = uncurryThis(String.prototype.charAt);
export const StringPrototypeCharCodeAt = uncurryThis(String.prototype.charCodeAt);
export const StringPrototypeCodePointAt = uncurryThis(String.prototype.codePointAt);
export const StringPrototypeEndsWith = uncurryThis(String.prototype.endsWith);
export const StringPrototypeIncludes = uncurryThis(String.prototype.includes);
export const StringPrototypeIndexOf = uncurryThis(String.prototype.indexOf);
export const StringPrototypeIsWellFormed = uncurryThis(String.prototype.isWellFormed);
export const StringPrototypeLastIndexOf = uncurryThis(String.prototype.lastIndexOf);
export const StringPrototypePadEnd = uncurryThis(String.prototype.padEnd);
export const StringPrototypePadStart = uncurryThis(String.prototype.padStart);
export const StringPrototypeRepeat = uncurryThis(String.prototype.repeat);
export const StringPrototypeSlice = uncurryThis(String.prototype.slice);
export const StringPrototypeSplit = uncurryThis(String.prototype.split);
export const StringPrototypeStartsWith = uncurryThis(String.prototype.startsWith);
export const StringPrototypeSubstring = uncurryThis(String.prototype.substring);
export const StringPrototypeSymbolIterator = uncurryThis(String.prototype[Symbol.iterator]);
export const StringPrototypeToLowerCase = uncurryThis(String.prototype.toLowerCase);
export const StringPrototypeToString = uncurryThis(String.prototype.toString);
export const StringPrototypeToUpperCase = uncurryThis(String.prototype.toUpperCase);
export const StringPrototypeToWellFormed = uncurryThis(String.prototype.toWellFormed);
export const StringPrototypeTrim = uncurryThis(String.prototype.trim);
export const StringPrototypeTrimEnd = uncurryThis(String.prototype.trimEnd);
export const StringPrototypeTrimStart = uncurryThis(String.prototype.trimStart);
export const StringPrototypeValueOf = uncurryThis(String.prototype.valueOf);
export const SymbolAsyncIterator = Symbol.asyncIterator;
export const SymbolFor = Symbol.for;
export const SymbolHasInstance = Symbol.hasInstance;
export const SymbolIterator = Symbol.iterator;
export const SymbolPrototypeGetDescription = getter(Symbol.prototype, "description");
export const SymbolPrototypeToString = uncurryThis(Symbol.prototype.toString);
export const SymbolPrototypeValueOf = uncurryThis(Symbol.prototype.valueOf);
export const SymbolSpecies = Symbol.species;
export const SymbolToPrimitive = Symbol.toPrimitive;
export const SymbolToStringTag = Symbol.toStringTag;
export const TypedArrayPrototypeCopyWithin = uncurryThis(TypedArray.prototype.copyWithin);
export const TypedArrayPrototypeFill = uncurryThis(TypedArray.prototype.fill);
export const TypedArrayPrototypeGetBuffer = getter(TypedArray.prototype, "buffer");
export const TypedArrayPrototypeGetByteLength = getter(TypedArray.prototype, "byteLength");
export const TypedArrayPrototypeGetByteOffset = getter(TypedArray.prototype, "byteOffset");
export const TypedArrayPrototypeGetLength = getter(TypedArray.prototype, "length");
export const TypedArrayPrototypeGetSymbolToStringTag =
  getter(TypedArray.prototype, Symbol.toStringTag);
export const TypedArrayPrototypeIndexOf = uncurryThis(TypedArray.prototype.indexOf);
export const TypedArrayPrototypeSet = uncurryThis(TypedArray.prototype.set);
export const TypedArrayPrototypeSlice = uncurryThis(TypedArray.prototype.slice);
export const TypedArrayPrototypeSubarray = uncurryThis(TypedArray.prototype.subarray);
export const WeakMapPrototypeDelete = uncurryThis(WeakMap.prototype.delete);
export const WeakMapPrototypeGet = uncurryThis(WeakMap.prototype.get);
export const WeakMapPrototypeHas = uncurryThis(WeakMap.prototype.has);
export const WeakMapPrototypeSet = uncurryThis(WeakMap.prototype.set);
export const WeakRefPrototypeDeref = uncurryThis(WeakRef.prototype.deref);
export const WeakSetPrototypeAdd = uncurryThis(WeakSet.prototype.add);
export const WeakSetPrototypeDelete = uncurryThis(WeakSet.prototype.delete);
export const WeakSetPrototypeHas = uncurryThis(WeakSet.prototype.has);

// A subclass whose methods are its own, so that `map.get(key)` reaches what it says.
function makeSafe(Safe, prototype) {
  for (const key of Reflect.ownKeys(prototype)) {
    if (key === "constructor") continue;
    Object.defineProperty(Safe.prototype, key, Object.getOwnPropertyDescriptor(prototype, key));
  }
  Object.setPrototypeOf(Safe.prototype, null);
  Object.freeze(Safe.prototype);
  Object.freeze(Safe);
}

/** A Map for the runtime's own use: its methods can be called as methods. Starts empty. */
export class SafeMap extends Map {
  constructor() {
    super();
  }
}
makeSafe(SafeMap, Map.prototype);

/** A Set for the runtime's own use: its methods can be called as methods. Starts empty. */
export class SafeSet extends Set {
  constructor() {
    super();
  }
}
makeSafe(SafeSet, Set.prototype);

/** A WeakMap for the runtime's own use: its methods can be called as methods. Starts empty. */
export class SafeWeakMap extends WeakMap {
  constructor() {
    super();
  }
}
makeSafe(SafeWeakMap, WeakMap.prototype);

/** A WeakSet for the runtime's own use: its methods can be called as methods. Starts empty. */
export class SafeWeakSet extends WeakSet {
  constructor() {
    super();
  }
}
makeSafe(SafeWeakSet, WeakSet.prototype);
