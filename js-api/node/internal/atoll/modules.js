'use strict';

// Which of Node's modules a worker gets, and what it is told of the others.

const host = internalBinding('atoll');

const ASYNC_CONTEXT = 1;
const FULL = 3;

// Name -> whether it can be imported without "node:" before it.
const supported = {
  __proto__: null,
  assert: true,
  'assert/strict': true,
  async_hooks: true,
  buffer: true,
  console: true,
  constants: true,
  crypto: true,
  diagnostics_channel: true,
  events: true,
  module: true,
  os: true,
  path: true,
  'path/posix': true,
  'path/win32': true,
  perf_hooks: true,
  process: true,
  punycode: true,
  querystring: true,
  stream: true,
  'stream/consumers': true,
  'stream/promises': true,
  'stream/web': true,
  string_decoder: true,
  sys: true,
  timers: true,
  'timers/promises': true,
  url: true,
  util: true,
  'util/types': true,
};

// Node's other modules, and what to do without them.
const unsupported = {
  __proto__: null,
  child_process: 'a worker starts no processes',
  cluster: 'a worker starts no processes',
  dgram: 'a worker has no sockets of its own',
  dns: 'fetch() resolves names by itself',
  'dns/promises': 'fetch() resolves names by itself',
  domain: 'Node itself has deprecated it',
  fs: 'a worker has no file system; import files as modules, or keep data in a binding',
  'fs/promises': 'a worker has no file system; import files as modules, or keep data in a binding',
  http: 'use fetch()',
  http2: 'use fetch()',
  https: 'use fetch()',
  inspector: 'a worker cannot debug itself',
  'inspector/promises': 'a worker cannot debug itself',
  net: 'a worker has no sockets of its own',
  readline: 'a worker has no terminal',
  'readline/promises': 'a worker has no terminal',
  repl: 'a worker has no terminal',
  sea: 'a worker is no program of its own',
  sqlite: 'keep data in a binding',
  test: 'run tests outside of the worker',
  'test/reporters': 'run tests outside of the worker',
  tls: 'a worker has no sockets of its own',
  trace_events: 'there is nothing that would collect them',
  tty: 'a worker has no terminal',
  v8: 'a worker does not see its engine',
  vm: 'code is not made of strings at run time',
  wasi: 'instantiate WebAssembly modules directly',
  worker_threads: 'a worker has one thread',
  zlib: 'use CompressionStream and DecompressionStream',
};

const NODE = 'node:';

/** The name of a module without "node:", or undefined for what is none of Node's. */
function nameOf(specifier, node) {
  const isPrefixed = specifier.startsWith(NODE);
  if (!isPrefixed && node !== FULL) return undefined;
  const name = isPrefixed ? specifier.slice(NODE.length) : specifier;
  // Packages write "buffer/" for the package of that name that stands for Node's module elsewhere.
  const whole = name.endsWith('/') ? name.slice(0, -1) : name;
  return isPrefixed || whole in supported || whole in unsupported ? whole : undefined;
}

function messageFor(specifier, name, node) {
  if (name in unsupported) return `"${specifier}" is not supported; ${unsupported[name]}.`;
  if (!(name in supported)) return `"${specifier}" is not a module of Node.`;
  if (node === FULL || node === FULL - 1) return undefined;
  if (node === ASYNC_CONTEXT && name === 'async_hooks') return undefined;
  return `"${specifier}" needs the compatibility flag "nodejs_compat"; expected it in ` +
    '"compatibility_flags" of the worker\'s configuration.';
}

/** What the module of that name exports; its name is in `supported`. */
function load(name) {
  return require(name);
}

/** What `import` finds: an object of exports, or a string that says why there is none. */
function find(specifier, node) {
  const name = nameOf(specifier, node);
  if (name === undefined) return undefined;
  const message = messageFor(specifier, name, node);
  if (message !== undefined) return message;
  const exported = load(name);
  const all = { __proto__: null };
  for (const key in exported) {
    if (Object.hasOwn(exported, key)) all[key] = exported[key];
  }
  // Functions and classes have members that `for in` does not find.
  if (typeof exported === 'function') {
    for (const key of Object.keys(Object.getOwnPropertyDescriptors(exported))) {
      if (key !== 'length' && key !== 'name' && key !== 'prototype' && key !== 'arguments' &&
          key !== 'caller') {
        all[key] = exported[key];
      }
    }
  }
  all.default = exported;
  all['module.exports'] = exported;
  return all;
}

/** What require() finds for a worker that has all of Node's modules. */
function requireModule(specifier) {
  const name = nameOf(specifier, FULL) ?? specifier;
  const message = messageFor(specifier, name, FULL);
  if (message === undefined) return load(name);
  const error = new Error(message);
  error.code = name in unsupported ? 'ERR_UNKNOWN_BUILTIN_MODULE' : 'MODULE_NOT_FOUND';
  throw error;
}

module.exports = {
  builtinModules: Object.keys(supported),
  find,
  isBuiltin: (specifier) => {
    const name = nameOf(`${specifier}`, FULL);
    return name !== undefined && name in supported;
  },
  requireModule,
};

// util.promisify(setTimeout) waits.
Reflect.defineProperty(host.setTimeout, Symbol.for('nodejs.util.promisify.custom'), {
  __proto__: null,
  get: () => require('timers/promises').setTimeout,
  enumerable: false,
  configurable: true,
});
