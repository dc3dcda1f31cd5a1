'use strict';

// Output that NODE_DEBUG asks for: there is none.
function debuglog() {
  const debug = () => {};
  debug.enabled = false;
  return debug;
}

module.exports = {
  debugWithTimer: debuglog,
  debuglog,
  initializeDebugEnv() {},
};
