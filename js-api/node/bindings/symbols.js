'use strict';

const { Symbol } = primordials;

module.exports = {
  async_id_symbol: Symbol('asyncId'),
  owner_symbol: Symbol('owner'),
  trigger_async_id_symbol: Symbol('triggerAsyncId'),
};
