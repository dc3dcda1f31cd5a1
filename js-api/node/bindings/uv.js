'use strict';

const { ObjectKeys, SafeMap } = primordials;
const { errno } = internalBinding('constants').os;

const MESSAGES = {
  __proto__: null,
  EACCES: 'permission denied',
  EADDRINUSE: 'address already in use',
  EAGAIN: 'resource temporarily unavailable',
  EBADF: 'bad file descriptor',
  EBUSY: 'resource busy or locked',
  ECANCELED: 'operation canceled',
  ECONNABORTED: 'software caused connection abort',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EEXIST: 'file already exists',
  EHOSTUNREACH: 'host is unreachable',
  EINVAL: 'invalid argument',
  EIO: 'i/o error',
  EISDIR: 'illegal operation on a directory',
  EMFILE: 'too many open files',
  ENETUNREACH: 'network is unreachable',
  ENOENT: 'no such file or directory',
  ENOMEM: 'not enough memory',
  ENOSPC: 'no space left on device',
  ENOSYS: 'function not implemented',
  ENOTCONN: 'socket is not connected',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENOTSUP: 'operation not supported on socket',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  ETIMEDOUT: 'connection timed out',
};

const map = new SafeMap();
const codes = { __proto__: null };
for (const name of ObjectKeys(errno)) {
  if (map.has(-errno[name])) continue;
  map.set(-errno[name], [name, MESSAGES[name] ?? name]);
  codes[`UV_${name}`] = -errno[name];
}
map.set(-4095, ['EOF', 'end of file']);

module.exports = {
  __proto__: null,
  ...codes,
  UV_EOF: -4095,
  errname: (code) => map.get(code)?.[0] ?? `Unknown system error ${code}`,
  getErrorMap: () => map,
  getErrorMessage: (code) => map.get(code)?.[1] ?? `Unknown system error ${code}`,
};
