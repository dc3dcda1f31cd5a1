'use strict';

const { reportException } = internalBinding('atoll');

module.exports = {
  exitCodes: { kNoFailure: 0, kGenericUserError: 1 },
  triggerUncaughtException: (error) => reportException(error),
};
