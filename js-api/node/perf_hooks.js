'use strict';

const { performance } = internalBinding('atoll');
const { validateFunction } = require('internal/validators');

/** Nothing of Node's own is measured; what the worker marks, it finds in `performance`. */
class PerformanceObserver {
  static get supportedEntryTypes() {
    return globalThis.PerformanceObserver?.supportedEntryTypes ?? [];
  }

  constructor(callback) {
    validateFunction(callback, 'callback');
  }

  observe() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

function missing(name) {
  return () => {
    throw new Error(`perf_hooks.${name}() is not supported.`);
  };
}

module.exports = {
  Performance: globalThis.Performance,
  PerformanceEntry: globalThis.PerformanceEntry,
  PerformanceMark: globalThis.PerformanceMark,
  PerformanceMeasure: globalThis.PerformanceMeasure,
  PerformanceObserver: globalThis.PerformanceObserver ?? PerformanceObserver,
  PerformanceObserverEntryList: globalThis.PerformanceObserverEntryList,
  PerformanceResourceTiming: globalThis.PerformanceResourceTiming,
  constants: Object.freeze({ __proto__: null }),
  createHistogram: missing('createHistogram'),
  eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
  monitorEventLoopDelay: missing('monitorEventLoopDelay'),
  performance,
  timerify: (callback) => callback,
};
