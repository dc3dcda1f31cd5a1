const { extname } = require("path");
const mime = require("mime-types");

module.exports.contentType = function contentType(name) {
  return mime.contentType(extname(name));
};
