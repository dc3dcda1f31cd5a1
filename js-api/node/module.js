'use strict';

const { builtinModules, isBuiltin, requireModule } = require('internal/atoll/modules');
const { validateString } = require('internal/validators');

/** Files are modules of the bundle: only Node's own can be required. */
class Module {
  constructor(id = '') {
    this.id = id;
    this.exports = {};
  }
}

/** A require() of Node's modules. */
function createRequire() {
  function require(specifier) {
    validateString(specifier, 'id');
    return requireModule(specifier);
  }
  require.cache = { __proto__: null };
  require.main = undefined;
  require.resolve = (specifier) => specifier;
  return require;
}

module.exports = Module;
Object.assign(Module, {
  Module,
  builtinModules,
  createRequire,
  findSourceMap: () => undefined,
  isBuiltin,
});
