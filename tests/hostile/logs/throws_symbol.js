// Throws a symbol with a long description.
// family: logs
// outcome: exception

export default {
  fetch() {
    throw Symbol("x".repeat(1e6));
  },
};
