// Asks for the URL that it was asked for.
// family: floods
// outcome: ok exception exceededCpu exceededWallTime
// limits: wall_ms=5000

export default {
  fetch(request) {
    return fetch(request.url);
  },
};
