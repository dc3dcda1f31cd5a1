// Lets the two ends of a socket answer each other for ever.
// family: floods
// outcome: exceededCpu exceededWallTime
// limits: wall_ms=5000

export default {
  async fetch() {
    const [one, other] = Object.values(new WebSocketPair());
    one.accept();
    other.accept();
    one.addEventListener("message", ({ data }) => one.send(data));
    other.addEventListener("message", ({ data }) => other.send(data));
    one.send("again");
    await new Promise(() => {});
    return new Response("end");
  },
};
