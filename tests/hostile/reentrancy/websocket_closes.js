// Closes and sends from within the listeners of both ends of a socket.
// family: reentrancy
// outcome: ok exception

export default {
  async fetch() {
    const [one, other] = Object.values(new WebSocketPair());
    one.accept();
    other.accept();
    for (const socket of [one, other]) {
      for (const type of ["message", "close", "error"]) {
        socket.addEventListener(type, () => {
          one.close(1000, "x");
          other.close(1000, "y");
          try {
            socket.send("z");
          } catch {
            socket.close();
          }
        });
      }
    }
    one.send("x");
    await scheduler.wait(10);
    return new Response("end");
  },
};
