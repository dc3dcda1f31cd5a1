'use strict';

const {
  Number,
  SafeSet,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  decodeURIComponent,
} = primordials;
const { URL, URLSearchParams } = internalBinding('atoll');
const { toASCII, toUnicode } = internalBinding('encoding_binding');
const {
  codes: {
    ERR_INVALID_ARG_TYPE,
    ERR_INVALID_FILE_URL_HOST,
    ERR_INVALID_FILE_URL_PATH,
    ERR_INVALID_URL_SCHEME,
  },
} = require('internal/errors');
const { kValidateObjectAllowObjects, validateObject, validateString } =
  require('internal/validators');
const path = require('path');

const javascript = ['javascript', 'javascript:'];
const slashed = ['http', 'https', 'ftp', 'gopher', 'file', 'ws', 'wss'];

function isURL(value) {
  return Boolean(value?.href && value.protocol && value.auth === undefined &&
    value.path === undefined);
}

// What a path must not have as it is in a URL.
const ESCAPES = [
  ['%', '%25'], ['\\', '%5C'], ['\n', '%0A'], ['\r', '%0D'], ['\t', '%09'], ['?', '%3F'], ['#', '%23'],
];

function pathToFileURL(filepath, options) {
  validateString(filepath, 'path');
  if (options?.windows) throw new TypeError('pathToFileURL: paths of Windows are not supported.');
  let resolved = path.posix.resolve(filepath);
  if (filepath[filepath.length - 1] === '/' && resolved[resolved.length - 1] !== '/') resolved += '/';
  for (const { 0: from, 1: to } of ESCAPES) {
    if (StringPrototypeIncludes(resolved, from)) {
      resolved = StringPrototypeReplaceAll(resolved, from, to);
    }
  }
  const url = new URL('file://');
  url.pathname = resolved;
  return url;
}

function requireFileURL(value) {
  const url = typeof value === 'string' ? new URL(value) : value;
  if (!isURL(url)) throw new ERR_INVALID_ARG_TYPE('path', ['string', 'URL'], value);
  if (url.protocol !== 'file:') throw new ERR_INVALID_URL_SCHEME('file');
  if (url.hostname !== '') throw new ERR_INVALID_FILE_URL_HOST('linux');
  return url;
}

function fileURLToPath(value, options) {
  if (options?.windows) throw new TypeError('fileURLToPath: paths of Windows are not supported.');
  const url = requireFileURL(value);
  const { pathname } = url;
  for (let i = 0; i < pathname.length; ++i) {
    if (pathname[i] !== '%' || pathname[i + 1] !== '2') continue;
    if ((StringPrototypeCharCodeAt(pathname, i + 2) | 0x20) === 0x66) {
      throw new ERR_INVALID_FILE_URL_PATH('must not include encoded / characters', url);
    }
  }
  return decodeURIComponent(pathname);
}

function urlToHttpOptions(url) {
  validateObject(url, 'url', kValidateObjectAllowObjects);
  const { hostname, pathname, port, username, password, search } = url;
  const options = {
    __proto__: null,
    ...url,
    protocol: url.protocol,
    hostname: hostname?.[0] === '[' ? StringPrototypeSlice(hostname, 1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href,
  };
  if (port !== '') options.port = Number(port);
  if (username || password) {
    options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  }
  return options;
}

module.exports = {
  URL,
  URLSearchParams,
  domainToASCII: (domain) => toASCII(`${domain}`),
  domainToUnicode: (domain) => toUnicode(`${domain}`),
  fileURLToPath,
  fileURLToPathBuffer: (value, options) =>
    require('buffer').Buffer.from(fileURLToPath(value, options)),
  hostlessProtocol: new SafeSet(javascript),
  isURL,
  pathToFileURL,
  slashedProtocol: new SafeSet([...slashed, ...slashed.map((name) => `${name}:`)]),
  toPathIfFileURL: (value) => (isURL(value) ? fileURLToPath(value) : value),
  unsafeProtocol: new SafeSet(javascript),
  urlToHttpOptions,
};
