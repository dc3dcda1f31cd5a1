// Tries to make prototypes of prototypes of themselves and of proxies.
// family: pollution
// outcome: exception ok

export default {
  fetch() {
    for (const Kind of [Array, Promise, Response, Error]) {
      try {
        Object.setPrototypeOf(Object.prototype, Kind.prototype);
      } catch {
        Object.setPrototypeOf(Kind.prototype, new Proxy({}, { get: () => () => 1 }));
      }
    }
    return new Response("end");
  },
};
