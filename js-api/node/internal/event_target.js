'use strict';

const { FunctionPrototypeSymbolHasInstance, Symbol } = primordials;
const { Event, EventTarget } = internalBinding('atoll');

module.exports = {
  Event,
  EventTarget,
  isEventTarget: (value) => FunctionPrototypeSymbolHasInstance(EventTarget, value),
  kEvents: Symbol('kEvents'),
  kResistStopPropagation: Symbol('kResistStopPropagation'),
  kWeakHandler: Symbol('kWeak'),
};
