'use strict';

// Options of Node's command line: none is set.
module.exports = {
  getAllowUnauthorized: () => false,
  getEmbedderOptions: () => ({}),
  getOptionValue: () => undefined,
  refreshOptions() {},
};
