'use strict';

const { queueMicrotask } = internalBinding('atoll');

module.exports = { nextTick: process.nextTick, queueMicrotask };
