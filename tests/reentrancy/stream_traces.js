// What happens to a stream whose own functions do something with it while it calls them: every
// function with every act. Each gives a trace, a text, of what was called and how it all ended.

function nameOf(error) {
  return error === undefined ? "undefined" : error?.name ?? String(error);
}

// Notes what was called and how.
class Trace {
  #steps = [];

  add(step) {
    this.#steps.push(step);
  }

  attempt(name, use) {
    try {
      const result = use();
      if (result instanceof Promise) {
        result.then(() => this.add(`${name}+`), (error) => this.add(`${name}-${nameOf(error)}`));
      }
      this.add(name);
    } catch (error) {
      this.add(`${name}!${nameOf(error)}`);
    }
  }

  toString() {
    return this.#steps.join(" ");
  }
}

function settled() {
  return new Promise((done) => setTimeout(done, 0));
}

class Broken extends Error {
  name = "Broken";
}

// What each function of a stream calls with its name: of one, it acts, at most so many times.
const MOST_ACTS = 3;
function actor(trace, on, act) {
  let isActing = false;
  let count = 0;
  return (name) => {
    if (name !== on || isActing || ++count > MOST_ACTS) return;
    isActing = true;
    trace.attempt(name, act);
    isActing = false;
  };
}

// What a function of a readable stream may do with it.
const READABLE_ACTS = {
  enqueue: (it) => it.controller.enqueue(it.chunk()),
  close: (it) => it.controller.close(),
  error: (it) => it.controller.error(new Broken()),
  release: (it) => it.reader.releaseLock(),
  cancel: (it) => it.reader.cancel("why"),
  read: (it) => it.reader.read(),
  tee: (it) => it.stream.tee(),
  respond: (it) => it.controller.byobRequest?.respond(1),
  "release and tee": (it) => {
    it.reader.releaseLock();
    it.branches = it.stream.tee();
  },
  "close and cancel": (it) => {
    it.controller.close();
    return it.reader.cancel("why");
  },
  "error and throw": (it) => {
    it.controller.error(new Broken());
    throw new TypeError("thrown");
  },
};
const READABLE_FUNCTIONS = ["start", "pull", "cancel", "size"];

async function traceReadable(type, on, act) {
  const trace = new Trace();
  const it = { chunk: () => (type === "bytes" ? new Uint8Array(2) : "c") };
  const acting = actor(trace, on, () => act(it));
  const source = {
    type,
    start(controller) {
      it.controller = controller;
      acting("start");
    },
    pull(controller) {
      acting("pull");
      trace.attempt("put", () => controller.enqueue(it.chunk()));
    },
    cancel() {
      acting("cancel");
    },
  };
  const strategy = type === "bytes" ? { highWaterMark: 1 } : {
    highWaterMark: 1,
    size() {
      acting("size");
      return 1;
    },
  };
  it.stream = { tee() {
    throw new RangeError("not made yet");
  } };
  it.reader = { releaseLock() {}, cancel() {}, read() {} };
  it.stream = new ReadableStream(source, strategy);
  it.reader = readerOf(it.stream, type);
  trace.attempt("first", () => it.reader.read());
  await settled();
  trace.attempt("second", () => it.reader.read());
  await settled();
  trace.attempt("last", () => it.reader.cancel("end"));
  await settled();
  trace.add(String(it.stream.locked));
  return String(trace);
}

function readerOf(stream, type) {
  if (type === undefined) return stream.getReader();
  const reader = stream.getReader({ mode: "byob" });
  return {
    releaseLock: () => reader.releaseLock(),
    cancel: (reason) => reader.cancel(reason),
    read: () => reader.read(new Uint8Array(2)),
  };
}

// What a function of a writable stream may do with it.
const WRITABLE_ACTS = {
  write: (it) => it.writer.write("w"),
  close: (it) => it.writer.close(),
  abort: (it) => it.writer.abort(new Broken()),
  release: (it) => it.writer.releaseLock(),
  error: (it) => it.controller.error(new Broken()),
  "error and throw": (it) => {
    it.controller.error(new Broken());
    throw new TypeError("thrown");
  },
  "release and abort": (it) => {
    it.writer.releaseLock();
    return it.stream.abort(new Broken());
  },
};
const WRITABLE_FUNCTIONS = ["start", "write", "close", "abort", "size"];

async function traceWritable(on, act) {
  const trace = new Trace();
  const it = {};
  const acting = actor(trace, on, () => act(it));
  it.writer = { write() {}, close() {}, abort() {}, releaseLock() {} };
  it.stream = { abort() {} };
  it.stream = new WritableStream({
    start(controller) {
      it.controller = controller;
      controller.signal?.addEventListener("abort", () => trace.add("signal"));
      acting("start");
    },
    write: () => acting("write"),
    close: () => acting("close"),
    abort: () => acting("abort"),
  }, { highWaterMark: 2, size() {
    acting("size");
    return 1;
  } });
  it.writer = it.stream.getWriter();
  it.writer.closed.catch(() => {});
  it.writer.ready.catch(() => {});
  trace.attempt("first", () => it.writer.write("1"));
  await settled();
  trace.attempt("second", () => it.writer.write("2"));
  if (on === "abort") trace.attempt("aborting", () => it.writer.abort("a"));
  else trace.attempt("closing", () => it.writer.close());
  await settled();
  trace.attempt("last", () => it.writer.abort("b"));
  await settled();
  trace.add(String(it.stream.locked));
  return String(trace);
}

// What a function of a transform stream may do with it.
const TRANSFORM_ACTS = {
  enqueue: (it) => it.controller.enqueue("e"),
  error: (it) => it.controller.error(new Broken()),
  terminate: (it) => it.controller.terminate(),
  "cancel the reader": (it) => it.reader.cancel("why"),
  "release the reader": (it) => it.reader.releaseLock(),
  "abort the writer": (it) => it.writer.abort(new Broken()),
  "close the writer": (it) => it.writer.close(),
  write: (it) => it.writer.write("w"),
  "terminate and throw": (it) => {
    it.controller.terminate();
    throw new TypeError("thrown");
  },
};
const TRANSFORM_FUNCTIONS = ["start", "transform", "flush", "size"];

async function traceTransform(on, act) {
  const trace = new Trace();
  const it = {};
  const acting = actor(trace, on, () => act(it));
  it.writer = { write() {}, close() {}, abort() {}, releaseLock() {} };
  it.reader = { cancel() {}, releaseLock() {} };
  const { readable, writable } = new TransformStream({
    start(controller) {
      it.controller = controller;
      acting("start");
    },
    transform(chunk, controller) {
      acting("transform");
      trace.attempt("put", () => controller.enqueue(chunk));
    },
    flush() {
      acting("flush");
    },
  }, { highWaterMark: 2 }, { highWaterMark: 2, size() {
    acting("size");
    return 1;
  } });
  it.writer = writable.getWriter();
  it.reader = readable.getReader();
  for (const end of [it.writer, it.reader]) end.closed.catch(() => {});
  it.writer.ready.catch(() => {});
  trace.attempt("write", () => it.writer.write("1"));
  trace.attempt("first", () => it.reader.read());
  await settled();
  trace.attempt("closing", () => it.writer.close());
  trace.attempt("second", () => it.reader.read());
  await settled();
  trace.add(`${readable.locked} ${writable.locked}`);
  return String(trace);
}

/** Name of a case -> () => Promise<string>, its trace. */
export const traces = {};
for (const on of READABLE_FUNCTIONS) {
  for (const [name, act] of Object.entries(READABLE_ACTS)) {
    traces[`a ReadableStream whose ${on}: ${name}`] = () => traceReadable(undefined, on, act);
    if (on !== "size") {
      traces[`a stream of bytes whose ${on}: ${name}`] = () => traceReadable("bytes", on, act);
    }
  }
}
for (const on of WRITABLE_FUNCTIONS) {
  for (const [name, act] of Object.entries(WRITABLE_ACTS)) {
    traces[`a WritableStream whose ${on}: ${name}`] = () => traceWritable(on, act);
  }
}
for (const on of TRANSFORM_FUNCTIONS) {
  for (const [name, act] of Object.entries(TRANSFORM_ACTS)) {
    traces[`a TransformStream whose ${on}: ${name}`] = () => traceTransform(on, act);
  }
}
