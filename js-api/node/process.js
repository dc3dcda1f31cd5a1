'use strict';

const { ObjectCreate, ObjectDefineProperty, ObjectSetPrototypeOf } = primordials;
const EventEmitter = require('events');
const { console } = internalBinding('atoll');

const prototype = ObjectCreate(EventEmitter.prototype, {
  constructor: {
    __proto__: null,
    value: function process() {},
    writable: true,
    configurable: true,
  },
});
ObjectSetPrototypeOf(process, prototype);
EventEmitter.call(process);

// A stream whose lines go to the log.
function output(method, fd) {
  const { Writable } = require('stream');
  let rest = '';
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, encoding, done) {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop();
      for (const line of lines) console[method](line);
      done();
    },
  });
  stream.fd = fd;
  stream.isTTY = false;
  stream._type = 'fs';
  return stream;
}

function defineLazily(name, make) {
  let value;
  ObjectDefineProperty(process, name, {
    __proto__: null,
    get: () => (value ??= make()),
    enumerable: true,
    configurable: true,
  });
}

defineLazily('stdout', () => output('log', 1));
defineLazily('stderr', () => output('error', 2));
defineLazily('stdin', () => {
  const { Readable } = require('stream');
  const stream = Readable.from([]);
  stream.fd = 0;
  stream.isTTY = false;
  return stream;
});

module.exports = process;
