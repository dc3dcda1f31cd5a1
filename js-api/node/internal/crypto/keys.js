'use strict';

const { CryptoKey } = globalThis;

module.exports = {
  isCryptoKey: (value) => CryptoKey !== undefined && value instanceof CryptoKey,
  isKeyObject: (value) => require('crypto').KeyObject.isInstance(value),
};
