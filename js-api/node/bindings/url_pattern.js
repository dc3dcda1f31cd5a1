'use strict';

module.exports = { URLPattern: globalThis.URLPattern };
