'use strict';

const {
  ArrayPrototypePush,
  ArrayPrototypeSlice,
  ErrorCaptureStackTrace,
  ObjectDefineProperty,
  ObjectKeys,
  ReflectOwnKeys,
  Symbol,
} = primordials;
const host = internalBinding('atoll');

const ALL_PROPERTIES = 0;
const ONLY_ENUMERABLE = 2;
const INDEX = /^(0|[1-9][0-9]*)$/;

function getOwnNonIndexProperties(object, filter) {
  if (filter === ONLY_ENUMERABLE) return host.ownNonIndexKeys(object) ?? ObjectKeys(object);
  const keys = ReflectOwnKeys(object);
  const found = [];
  for (let i = 0; i < keys.length; ++i) {
    if (typeof keys[i] === 'symbol' || !INDEX.test(keys[i])) ArrayPrototypePush(found, keys[i]);
  }
  return found;
}

function getPromiseDetails(promise) {
  const state = host.promiseState(promise);
  return state === 0 ? [state] : [state, host.promiseResult(promise)];
}

function getProxyDetails(value, both = true) {
  const details = host.proxyDetails(value);
  return both || details === undefined ? details : details[0];
}

function previewEntries(value, withKind) {
  return host.previewEntries(value, withKind === true);
}

function defineLazyProperties(target, id, keys, enumerable = true) {
  for (const key of keys) {
    ObjectDefineProperty(target, key, {
      __proto__: null,
      enumerable,
      configurable: true,
      get() {
        const value = require(id)[key];
        define(value);
        return value;
      },
      set: define,
    });
    function define(value) {
      ObjectDefineProperty(target, key,
        { __proto__: null, value, writable: true, enumerable, configurable: true });
    }
  }
}

function getCallSites(count) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  Error.stackTraceLimit = count + 1;
  Error.prepareStackTrace = (_, sites) => sites;
  ErrorCaptureStackTrace(holder, getCallSites);
  const sites = holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  Error.stackTraceLimit = stackTraceLimit;
  const found = [];
  for (const site of ArrayPrototypeSlice(sites, 1)) {
    ArrayPrototypePush(found, {
      functionName: site.getFunctionName() ?? '',
      scriptId: '0',
      scriptName: site.getFileName() ?? '',
      lineNumber: site.getLineNumber(),
      columnNumber: site.getColumnNumber(),
      column: site.getColumnNumber(),
    });
  }
  return found;
}

const LINE = /^\s*(?:export\s+)?([\w.-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|'([^']*)'|`([^`]*)`|([^#\n]*))/gm;

function parseEnv(text) {
  const values = {};
  for (const match of text.matchAll(LINE)) {
    const quoted = match[2]?.replaceAll('\\n', '\n');
    values[match[1]] = quoted ?? match[3] ?? match[4] ?? match[5].trim();
  }
  return values;
}

module.exports = {
  constants: {
    __proto__: null,
    kPending: 0,
    kFulfilled: 1,
    kRejected: 2,
    kExiting: 0,
    kExitCode: 1,
    kHasExitCode: 2,
    ALL_PROPERTIES,
    ONLY_ENUMERABLE,
    ONLY_WRITABLE: 1,
    ONLY_CONFIGURABLE: 4,
    SKIP_STRINGS: 8,
    SKIP_SYMBOLS: 16,
    kDisallowCloneAndTransfer: 0,
    kTransferable: 1,
    kCloneable: 2,
  },
  constructSharedArrayBuffer() {
    throw new Error('SharedArrayBuffer is not supported.');
  },
  defineLazyProperties,
  getCallSites,
  getConstructorName: host.constructorName,
  getExternalValue: () => 0n,
  getOwnNonIndexProperties,
  getPromiseDetails,
  getProxyDetails,
  guessHandleType: () => 'UNKNOWN',
  isConstructor(value) {
    try {
      Reflect.construct(Object, [], value);
      return true;
    } catch {
      return false;
    }
  },
  // Workers are bundles of packages, whose deprecations nobody who reads the log could mend.
  isInsideNodeModules: () => true,
  parseEnv,
  previewEntries,
  privateSymbols: {
    __proto__: null,
    arrow_message_private_symbol: Symbol('arrowMessage'),
    decorated_private_symbol: Symbol('decorated'),
    // Buffers can be moved to nobody but the worker itself, so that the mark is for nothing:
    // a name under which nothing is written.
    untransferable_object_private_symbol: '__proto__',
  },
  shouldAbortOnUncaughtToggle: [0],
  sleep() {
    throw new Error('A worker cannot sleep; use timers.');
  },
};
