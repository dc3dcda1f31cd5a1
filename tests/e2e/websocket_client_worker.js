// The worker of websocket_client_test.py: opens WebSockets to the origin that comes with the request.

function events(socket, until) {
  socket.binaryType = "arraybuffer";
  return new Promise((resolve) => {
    const seen = [];
    const note = (event) => {
      if (event.type === "message") seen.push(show(event.data));
      else if (event.type === "close") seen.push(["close", event.code, event.reason, event.wasClean]);
      else seen.push(event.type === "error" ? `error ${event.message}` : event.type);
      if (until(seen, event)) resolve(seen);
    };
    for (const type of ["open", "message", "error", "close"]) socket.addEventListener(type, note);
  });
}

function show(data) {
  return typeof data === "string" ? data : [...new Uint8Array(data)];
}

const atClose = (seen, event) => event.type === "close";

const scenarios = {
  async "/open"({ to }) {
    const socket = new WebSocket(to.replace("http", "ws"), ["one", "two"]);
    const before = [socket.readyState, socket.protocol, socket.url];
    socket.onopen = () => {
      socket.send("hello");
      socket.send(Uint8Array.of(1, 2, 3));
    };
    let count = 0;
    socket.onmessage = () => {
      if (++count === 2) socket.close(3000, "enough");
    };
    const seen = await events(socket, atClose);
    return Response.json({ before, seen, protocol: socket.protocol, state: socket.readyState });
  },
  async "/buffered"({ to }) {
    const socket = new WebSocket(to);
    const amounts = [socket.bufferedAmount];
    socket.onopen = async () => {
      amounts.push(socket.bufferedAmount);
      socket.send("\u00fc");
      socket.send(new Uint8Array(3));
      amounts.push(socket.bufferedAmount);
      while (socket.bufferedAmount > 0) await scheduler.wait(1);
      // More than goes into the buffers of the connection: the server does not read at first.
      socket.send(new Uint8Array(15 << 20));
      socket.send("read");
      await fetch(to);
      amounts.push(socket.bufferedAmount);
      await fetch(to);
      while (socket.bufferedAmount > 0) await scheduler.wait(1);
      amounts.push("none");
      socket.close();
    };
    await events(socket, atClose);
    socket.send("lost");
    return Response.json([...amounts, socket.bufferedAmount]);
  },
  async "/protocols"({ to }) {
    try {
      return new Response(new WebSocket(to, ["one", "ONE"]).url);
    } catch (error) {
      return new Response(`${error.name}: ${error.message}`);
    }
  },
  async "/listen"({ to }) {
    const socket = new WebSocket(to);
    return Response.json(await events(socket, atClose));
  },
  async "/early"({ to }) {
    const socket = new WebSocket(to);
    const errors = [];
    try {
      socket.send("too early");
    } catch (error) {
      errors.push(error.name);
    }
    const seen = events(socket, atClose);
    socket.close();
    return Response.json({ errors, state: socket.readyState, seen: await seen });
  },
  async "/fetch"({ to }) {
    const response = await fetch(to, { headers: { Upgrade: "websocket" } });
    const socket = response.webSocket;
    if (socket === null) return Response.json([response.status, await response.text()]);
    socket.accept();
    const seen = events(socket, atClose);
    socket.send("fetched");
    return Response.json([response.status, ...(await seen)]);
  },
  async "/large"({ to }) {
    const response = await fetch(to, { headers: { Upgrade: "websocket" } });
    const socket = response.webSocket;
    socket.accept();
    const text = "x".repeat(3_000_000);
    const echoed = new Promise((resolve) => {
      socket.onmessage = ({ data }) => resolve(data === text);
    });
    socket.send(text);
    const found = await echoed;
    socket.close();
    return new Response(`${found}`);
  },
  "/pass": ({ to, request }) => fetch(to, request),
  // Has the isolate to itself until a limit ends it.
  "/busy"() {
    for (;;);
  },
  async "/error"({ to }) {
    try {
      const response = await fetch(to, { headers: { Upgrade: "websocket" } });
      return new Response(`${response.status} ${response.webSocket}`);
    } catch (error) {
      return new Response(`${error.name}: ${error.message}`);
    }
  },
};

export default {
  fetch(request) {
    const url = new URL(request.url);
    const to = request.headers.get("x-origin") + url.searchParams.get("to");
    return scenarios[url.pathname]({ to, request });
  },
};
