'use strict';

// `process`, as far as Node's own files need it: what it inherits comes with the module.

const {
  Proxy,
  ReflectApply,
  ReflectDefineProperty,
  ReflectSet,
  String,
} = primordials;
const host = internalBinding('atoll');

// The version of Node that the hosted platform names, which libraries compare with.
const VERSION = '22.19.0';

function nextTick(callback, ...args) {
  if (typeof callback !== 'function') {
    const { ERR_INVALID_ARG_TYPE } = require('internal/errors').codes;
    throw new ERR_INVALID_ARG_TYPE('callback', 'Function', callback);
  }
  host.queueMicrotask(() => ReflectApply(callback, undefined, args));
}

// What is put into the environment becomes text, as in Node.
const variables = {};
const env = new Proxy(variables, {
  __proto__: null,
  defineProperty(target, name, descriptor) {
    if ('value' in descriptor) descriptor.value = String(descriptor.value);
    return ReflectDefineProperty(target, name, descriptor);
  },
  set: (target, name, value) => ReflectSet(target, name, String(value)),
});

function describeWarning(warning) {
  const code = warning.code === undefined ? '' : `[${warning.code}] `;
  const detail = warning.detail === undefined ? '' : `\n${warning.detail}`;
  return `${code}${warning.name}: ${warning.message}${detail}`;
}

function emitWarning(warning, type, code) {
  let detail;
  if (type !== null && typeof type === 'object') ({ type, code, detail } = type);
  if (typeof warning === 'string') {
    const error = new Error(warning);
    error.name = type === undefined || typeof type === 'function' ? 'Warning' : String(type);
    if (code !== undefined && typeof code !== 'function') error.code = code;
    if (detail !== undefined) error.detail = detail;
    warning = error;
  }
  if (warning.name === 'DeprecationWarning' && process.noDeprecation) return;
  nextTick(() => {
    host.console.warn(describeWarning(warning));
    process.emit?.('warning', warning);
  });
}

const NANOS_PER_MILLI = 1e6;

function hrtime(previous) {
  const now = host.performance.now();
  let seconds = Math.floor(now / 1000);
  let nanos = Math.floor((now % 1000) * NANOS_PER_MILLI);
  if (previous !== undefined) {
    seconds -= previous[0];
    nanos -= previous[1];
    if (nanos < 0) {
      --seconds;
      nanos += 1e9;
    }
  }
  return [seconds, nanos];
}
hrtime.bigint = () => BigInt(Math.floor(host.performance.now() * NANOS_PER_MILLI));

function exit(code) {
  throw new Error(`process.exit(${code ?? process.exitCode ?? ''}) was called; a worker's isolate ` +
    'serves other requests too, and is not ended by one.');
}

let directory = '/';

function memoryUsage() {
  return { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };
}
memoryUsage.rss = () => 0;

Object.assign(process, {
  title: 'atoll',
  version: `v${VERSION}`,
  versions: { node: VERSION, modules: '127', uv: '1.0.0', v8: '13.6.233', openssl: '3.0.0' },
  release: { name: 'node', lts: 'Jod' },
  arch: 'x64',
  platform: 'linux',
  argv: ['atoll'],
  argv0: 'atoll',
  execArgv: [],
  execPath: '',
  env,
  pid: 1,
  ppid: 0,
  exitCode: undefined,
  noDeprecation: false,
  features: {
    inspector: false, debug: false, uv: false, ipv6: true, tls_alpn: true, tls_sni: true,
    tls_ocsp: true, tls: true, cached_builtins: true, typescript: false, require_module: true,
  },
  config: { target_defaults: {}, variables: {} },
  allowedNodeEnvironmentFlags: new Set(),
  nextTick,
  emitWarning,
  exit,
  reallyExit: exit,
  abort: () => exit(134),
  kill: () => exit(),
  hrtime,
  uptime: () => host.performance.now() / 1000,
  cwd: () => directory,
  chdir(path) {
    directory = require('path').resolve(directory, String(path));
  },
  umask: () => 0o22,
  memoryUsage,
  availableMemory: () => 0,
  constrainedMemory: () => 0,
  cpuUsage: () => ({ user: 0, system: 0 }),
  resourceUsage: () => ({ userCPUTime: 0, systemCPUTime: 0, maxRSS: 0 }),
  getegid: () => 0,
  geteuid: () => 0,
  getgid: () => 0,
  getgroups: () => [0],
  getuid: () => 0,
  getActiveResourcesInfo: () => [],
  setUncaughtExceptionCaptureCallback() {},
  hasUncaughtExceptionCaptureCallback: () => false,
  setSourceMapsEnabled() {},
  getBuiltinModule(name) {
    const { isBuiltin, requireModule } = require('internal/atoll/modules');
    return isBuiltin(name) ? requireModule(name) : undefined;
  },
  binding(name) {
    throw new Error(`No such module: ${name}`);
  },
});
Object.defineProperty(process, Symbol.toStringTag,
  { __proto__: null, value: 'process', configurable: true });

module.exports = {
  /** Has process.env be what the worker's variables are. */
  readEnvironment() {
    Object.assign(variables, host.environment());
  },
};
