'use strict';

const { FunctionPrototypeSymbolHasInstance } = primordials;
const { Blob } = internalBinding('atoll');

module.exports = {
  Blob,
  isBlob: (value) => FunctionPrototypeSymbolHasInstance(Blob, value),
  // There are no URLs of blobs.
  resolveObjectURL: () => undefined,
};
