'use strict';

module.exports = { emitWarning: process.emitWarning, emitWarningSync: process.emitWarning };
