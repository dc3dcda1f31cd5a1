'use strict';

const { URL } = internalBinding('atoll');
const { toUnicode } = internalBinding('encoding_binding');

module.exports = {
  // url.format() of a URL object, with its options.
  format(href, fragment, unicode, search, auth) {
    const url = new URL(href);
    if (!fragment) url.hash = '';
    if (!search) url.search = '';
    if (!auth) {
      url.username = '';
      url.password = '';
    }
    if (!unicode || url.hostname === '') return url.href;
    return url.href.replace(url.hostname, () => toUnicode(url.hostname));
  },
};
