'use strict';

// The text of an assertion is not looked up.
module.exports = {
  getErrorSourceExpression: () => undefined,
  getErrorSourceLocation: () => undefined,
};
