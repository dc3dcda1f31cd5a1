'use strict';

// Workers' snapshots are made without telling them.
module.exports = {
  addAfterUserSerializeDeserializeSnapshot() {},
  addDeserializeCallback() {},
  addSerializeCallback() {},
  isBuildingSnapshot: () => false,
  namespace: { isBuildingSnapshot: () => false },
};
