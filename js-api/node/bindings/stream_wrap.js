'use strict';

// Streams over sockets: there are none.
module.exports = {
  ShutdownWrap: class ShutdownWrap {},
  WriteWrap: class WriteWrap {},
  kLastWriteWasAsync: 0,
  kReadBytesOrError: 0,
  streamBaseState: [0],
};
