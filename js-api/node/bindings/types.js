'use strict';

const { ObjectGetPrototypeOf } = primordials;
const { typeName } = internalBinding('atoll');

const is = (name) => (value) => typeof value === 'object' && typeName(value) === name;
const isArrayBuffer = is('ArrayBuffer');
const isSharedArrayBuffer = is('SharedArrayBuffer');

const AsyncFunctionPrototype = ObjectGetPrototypeOf(async () => {});
const AsyncGeneratorFunctionPrototype = ObjectGetPrototypeOf(async function* () {});
const GeneratorFunctionPrototype = ObjectGetPrototypeOf(function* () {});

const BOXES = {
  __proto__: null, BigInt: true, Boolean: true, Number: true, String: true, Symbol: true,
};

function isAsyncFunction(value) {
  if (typeof value !== 'function') return false;
  const prototype = ObjectGetPrototypeOf(value);
  return prototype === AsyncFunctionPrototype || prototype === AsyncGeneratorFunctionPrototype;
}

function isGeneratorFunction(value) {
  if (typeof value !== 'function') return false;
  const prototype = ObjectGetPrototypeOf(value);
  return prototype === GeneratorFunctionPrototype || prototype === AsyncGeneratorFunctionPrototype;
}

module.exports = {
  isExternal: () => false,
  isDate: is('Date'),
  isArgumentsObject: is('Arguments'),
  isBigIntObject: is('BigInt'),
  isBooleanObject: is('Boolean'),
  isNumberObject: is('Number'),
  isStringObject: is('String'),
  isSymbolObject: is('Symbol'),
  isBoxedPrimitive: (value) => typeof value === 'object' && BOXES[typeName(value)] === true,
  isNativeError: is('Error'),
  isRegExp: is('RegExp'),
  isAsyncFunction,
  isGeneratorFunction,
  isGeneratorObject: is('Generator'),
  isPromise: is('Promise'),
  isMap: is('Map'),
  isSet: is('Set'),
  isMapIterator: is('MapIterator'),
  isSetIterator: is('SetIterator'),
  isWeakMap: is('WeakMap'),
  isWeakSet: is('WeakSet'),
  isArrayBuffer,
  isDataView: is('DataView'),
  isSharedArrayBuffer,
  isProxy: (value) => (typeof value === 'object' || typeof value === 'function') &&
    typeName(value) === 'Proxy',
  isModuleNamespaceObject: is('Module'),
  isAnyArrayBuffer: (value) => isArrayBuffer(value) || isSharedArrayBuffer(value),
};
