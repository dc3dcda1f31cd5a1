'use strict';

const { DOMException } = internalBinding('atoll');

module.exports = { DOMException };
