'use strict';

module.exports = { findSourceMap: () => undefined };
