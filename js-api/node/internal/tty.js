'use strict';

module.exports = { getColorDepth: () => 1 };
