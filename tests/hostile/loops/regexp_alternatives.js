// Lets a regular expression try two equal alternatives at each of forty places.
// family: loops
// outcome: exceededCpu

export default {
  fetch() {
    /^(?:a|a)*$/.test(`${"a".repeat(40)}b`);
    return new Response("end");
  },
};
