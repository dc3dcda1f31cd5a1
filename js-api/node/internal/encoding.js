'use strict';

const { TextDecoder, TextEncoder } = internalBinding('atoll');

module.exports = { TextDecoder, TextEncoder };
