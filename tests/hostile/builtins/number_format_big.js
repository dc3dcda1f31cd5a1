// Writes a number of millions of digits in the user's language.
// family: builtins
// outcome: exceededCpu exception exceededMemory

export default {
  fetch() {
    new Intl.NumberFormat("de").format(10n ** 3000000n);
    return new Response("end");
  },
};
