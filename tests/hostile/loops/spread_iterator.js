// Spreads an iterator that is never done.
// family: loops
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const endless = { [Symbol.iterator]: () => ({ next: () => ({}) }) };
    return new Response(String([...endless].length));
  },
};
