import { now } from "clock";
import { camelCase, chunk, debounce, groupBy, merge, template } from "lodash-es";
import { nanoid } from "nanoid";
import { v4, v5, v7, validate, version } from "uuid";
import { z } from "zod";
import { shape } from "@/shape";

declare const BUILD: string;
declare const DEBUG: boolean;

export default {
  async fetch(request: Request): Promise<Response> {
    switch (new URL(request.url).pathname) {
      case "/ids": {
        const ids = [v4(), v5("atoll", v5.URL), v7()];
        return Response.json({ versions: ids.map(version), valid: ids.every(validate), named: ids[1], nano: nanoid().length });
      }
      case "/lodash": {
        let called = 0;
        const later = debounce(() => (called += 1), 5);
        later();
        later();
        await new Promise((resolve) => setTimeout(resolve, 30));
        return Response.json({
          called,
          camel: camelCase("Foo Bar-baz"),
          chunks: chunk([1, 2, 3], 2),
          groups: groupBy([6.1, 4.2, 6.3], Math.floor),
          merged: merge({ a: { b: 1 } }, { a: { c: 2 } }),
        });
      }
      case "/template":
        // It compiles text to a function, which no worker may.
        try {
          return new Response(template("hello <%= user %>")({ user: "bela" }));
        } catch (error) {
          return new Response(String(error), { status: 500 });
        }
      case "/zod": {
        const result = shape.safeParse(await request.json());
        return Response.json(result.success ? result.data : z.flattenError(result.error), { status: result.success ? 200 : 400 });
      }
      default:
        return Response.json({ build: BUILD, debug: DEBUG, now: now() });
    }
  },
};
