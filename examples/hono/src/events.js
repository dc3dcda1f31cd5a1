import { Hono } from "hono";
import { streamSSE, streamText } from "hono/streaming";

/** Answers that arrive piece by piece. */
export const events = new Hono()
  .get("/lines", (c) =>
    streamText(c, async (stream) => {
      for (let line = 1; line <= 3; line++) {
        await stream.writeln(`line ${line}`);
        await stream.sleep(20);
      }
    }),
  )
  .get("/sse", (c) =>
    streamSSE(c, async (stream) => {
      for (let id = 0; id < 3; id++) {
        await stream.writeSSE({ id: String(id), event: "tide", data: JSON.stringify({ id }) });
        await stream.sleep(20);
      }
    }),
  );
