// Compares two very long numbers by value.
// family: builtins
// outcome: exceededCpu exceededMemory

export default {
  fetch() {
    const digits = "1".repeat(2 ** 23);
    new Intl.Collator("en", { numeric: true }).compare(`${digits}1`, `${digits}2`);
    return new Response("end");
  },
};
