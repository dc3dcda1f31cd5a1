'use strict';

module.exports = {
  matchGlobPattern() {
    throw new Error('path.matchesGlob() is not supported.');
  },
};
