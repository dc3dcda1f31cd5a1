'use strict';

// A worker learns nothing of the machine it runs on.

const { ERR_OUT_OF_RANGE } = require('internal/errors').codes;
const constants = internalBinding('constants').os;

function named(name, value) {
  const get = () => value;
  // `${os.platform}` is what os.platform() returns.
  get[Symbol.toPrimitive] = get;
  Object.defineProperty(get, 'name', { __proto__: null, value: name, configurable: true });
  return get;
}

module.exports = {
  EOL: '\n',
  arch: named('arch', 'x64'),
  availableParallelism: named('availableParallelism', 1),
  constants,
  cpus: () => [],
  devNull: '/dev/null',
  endianness: named('endianness', 'LE'),
  freemem: named('freemem', 0),
  getPriority: () => 0,
  homedir: named('homedir', '/'),
  hostname: named('hostname', 'localhost'),
  loadavg: () => [0, 0, 0],
  machine: named('machine', 'x86_64'),
  networkInterfaces: () => ({}),
  platform: named('platform', 'linux'),
  release: named('release', ''),
  setPriority(pid, priority) {
    const value = priority ?? pid;
    if (value < -20 || value > 19) throw new ERR_OUT_OF_RANGE('priority', '>= -20 && <= 19', value);
  },
  tmpdir: named('tmpdir', '/tmp'),
  totalmem: named('totalmem', 0),
  type: named('type', 'Linux'),
  uptime: named('uptime', 0),
  userInfo: () => ({ uid: -1, gid: -1, username: 'worker', homedir: '/', shell: null }),
  version: named('version', ''),
};
