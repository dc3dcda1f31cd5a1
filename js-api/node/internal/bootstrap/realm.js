'use strict';

const { isBuiltin } = require('internal/atoll/modules');

module.exports = { BuiltinModule: { exists: (name) => name.startsWith('internal/') || isBuiltin(name) } };
