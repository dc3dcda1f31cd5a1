'use strict';

module.exports = {
  __proto__: null,
  bits: 64,
  hasInspector: false,
  // Names in node:util that would go to ICU are computed in JavaScript.
  hasIntl: false,
  hasOpenSSL: true,
  noBrowserGlobals: false,
};
