// Reads hosts of one very long label in Punycode.
// family: natives
// outcome: exceededCpu exception

export default {
  fetch() {
    for (let i = 0; ; ++i) URL.canParse(`http://xn--${"a1b2".repeat(1e6)}${i}/`);
    return new Response("end");
  },
};
