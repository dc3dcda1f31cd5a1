// Matches a URL with a pattern that backtracks.
// family: natives
// outcome: exceededCpu exception

export default {
  fetch() {
    const pattern = new URLPattern({ pathname: "/((?:a+)+b)" });
    return new Response(String(pattern.test({ pathname: `/${"a".repeat(60)}` })));
  },
};
