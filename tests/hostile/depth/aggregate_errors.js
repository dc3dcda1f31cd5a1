// Throws an error of errors that are each the last one twice.
// family: depth
// outcome: exception exceededCpu exceededMemory

export default {
  fetch() {
    let error = new Error("first");
    for (let i = 0; i < 1000; ++i) error = new AggregateError([error, error], "next");
    throw error;
  },
};
