// Computes a Fibonacci number by the definition.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
    return new Response(String(fibonacci(60)));
  },
};
