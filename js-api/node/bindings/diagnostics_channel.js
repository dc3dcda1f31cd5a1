'use strict';

// Channels that C++ publishes to: none.
module.exports = {
  linkNativeChannel() {},
  getOrCreateChannelIndex: () => 0,
  notifyChannelActive() {},
  notifyChannelInactive() {},
  subscribers: [0],
};
