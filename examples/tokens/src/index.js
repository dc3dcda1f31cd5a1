import { PassThrough } from "stream";
import { parse, serialize } from "pg-protocol";
import { createAccount, signIn, whoHas } from "./accounts.js";
import { inRequest, log } from "./log.js";

// Reads the messages that a PostgreSQL server could have sent.
async function readMessages(octets) {
  const stream = new PassThrough();
  const names = [];
  const done = parse(stream, (message) => names.push(message.name));
  stream.end(Buffer.from(octets));
  await done;
  return names;
}

async function handle(request) {
  const { pathname, searchParams } = new URL(request.url);
  switch (`${request.method} ${pathname}`) {
    case "POST /accounts":
      await createAccount(await request.json());
      return new Response(null, { status: 201 });
    case "POST /sessions": {
      const token = await signIn(await request.json());
      return token === undefined ? new Response("no\n", { status: 401 }) : new Response(token);
    }
    case "GET /me":
      try {
        return Response.json({ name: whoHas(request.headers.get("authorization")?.slice(7)) });
      } catch (error) {
        log(`a token is refused: ${error.message}`);
        return Response.json({ error: error.message }, { status: 401 });
      }
    case "GET /wire":
      return new Response(serialize.query(searchParams.get("query")));
    case "POST /wire":
      return Response.json(await readMessages(await request.arrayBuffer()));
    default:
      return new Response("nothing is here\n", { status: 404 });
  }
}

export default {
  fetch: (request) => inRequest(() => handle(request)),
};
