'use strict';

const { FunctionPrototypeSymbolHasInstance } = primordials;
const { WritableStream } = internalBinding('atoll');

module.exports = {
  WritableStream,
  isWritableStream: (value) => FunctionPrototypeSymbolHasInstance(WritableStream, value),
};
