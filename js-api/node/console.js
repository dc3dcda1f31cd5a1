'use strict';

const { console } = internalBinding('atoll');

/** A console whose lines go to streams. */
class Console {
  #out;
  #err;

  constructor(stdout, stderr = undefined) {
    const options = typeof stdout?.write === 'function' ? { stdout, stderr } : stdout;
    this.#out = options.stdout;
    this.#err = options.stderr ?? options.stdout;
    for (const name of ['log', 'info', 'debug']) {
      this[name] = (...values) => Console.#write(this.#out, values);
    }
    for (const name of ['error', 'warn', 'trace']) {
      this[name] = (...values) => Console.#write(this.#err, values);
    }
  }

  static #write(stream, values) {
    stream.write(`${require('util').format(...values)}\n`);
  }
}

module.exports = Object.assign(Object.create(console), console, { Console });
