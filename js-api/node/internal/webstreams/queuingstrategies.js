'use strict';

const { ByteLengthQueuingStrategy, CountQueuingStrategy } = globalThis;

module.exports = { ByteLengthQueuingStrategy, CountQueuingStrategy };
