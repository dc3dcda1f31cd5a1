'use strict';

const { URL } = internalBinding('atoll');

// The parser of http: URLs applies what UTS #46 says to a host.
function toASCII(domain) {
  try {
    const url = new URL('http://a');
    const before = url.hostname;
    url.hostname = domain;
    return url.hostname === before && domain !== before ? '' : url.hostname;
  } catch {
    return '';
  }
}

module.exports = {
  toASCII,
  toUnicode: (domain) => require('punycode').toUnicode(toASCII(domain)),
};
