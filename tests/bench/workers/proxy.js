// ORIGIN is replaced by the URL of the server behind.
export default { fetch: () => fetch("ORIGIN") };
