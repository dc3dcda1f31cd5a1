// Is no JavaScript.
// family: startup
// outcome: startup

export default { fetch() { return new Response("end") };
