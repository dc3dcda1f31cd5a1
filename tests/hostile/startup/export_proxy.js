// Exports a proxy that loops whatever it is asked.
// family: startup
// outcome: exception exceededCpu

const loop = () => {
  for (;;);
};

export default new Proxy({}, {
  get: loop,
  has: loop,
  getOwnPropertyDescriptor: loop,
  getPrototypeOf: loop,
  ownKeys: loop,
});
