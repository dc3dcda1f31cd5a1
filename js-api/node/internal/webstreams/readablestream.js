'use strict';

const { FunctionPrototypeSymbolHasInstance } = primordials;
const { ReadableStream } = internalBinding('atoll');

module.exports = {
  ReadableStream,
  isReadableStream: (value) => FunctionPrototypeSymbolHasInstance(ReadableStream, value),
};
