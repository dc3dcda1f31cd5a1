const LONGEST = 1000;

/** Everybody who is in it hears what everybody says. */
export class Room {
  #members = new Map();

  join(socket, name) {
    this.#members.set(socket, name);
    socket.addEventListener("message", ({ data }) => {
      if (typeof data !== "string" || data.length > LONGEST) {
        socket.close(1008, `expected text of at most ${LONGEST} characters`);
        return;
      }
      this.#tell({ from: name, text: data });
    });
    socket.addEventListener("close", () => {
      this.#members.delete(socket);
      this.#tell({ left: name, present: this.#members.size });
    });
    this.#tell({ joined: name, present: this.#members.size });
  }

  #tell(message) {
    const text = JSON.stringify(message);
    for (const socket of this.#members.keys()) {
      // One that is closing hears of nothing more.
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    }
  }
}
