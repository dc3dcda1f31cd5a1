'use strict';

const { crypto, os } = internalBinding('constants');

module.exports = Object.freeze({ ...os.errno, ...os.priority, ...os.signals, ...os.dlopen, ...crypto });
