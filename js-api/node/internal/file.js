'use strict';

const { File } = internalBinding('atoll');

module.exports = { File };
