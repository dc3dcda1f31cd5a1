// The operations of tools/bench web: ?op=NAME&n=TIMES runs one so often within one request.

const TEXT = "The quick brown fox jumps over the lazy dog. ".repeat(23).slice(0, 1024);
const ACCENTS = "Voil\u00e0 l'\u00e9t\u00e9, o\u00f9 na\u00eet le c\u0153ur \u00e9l\u00e9gant: ".repeat(1800).slice(0, 65536);
const encoder = new TextEncoder();
const BYTES = encoder.encode(TEXT);
const LARGE = encoder.encode(ACCENTS);
const BASE64 = btoa(TEXT);
const OBJECT = {
  id: 17, name: "example", tags: ["a", "b", "c"], nested: { ok: true, at: [1, 2, 3] }, text: TEXT,
};
const JSON_TEXT = JSON.stringify(OBJECT);
const BOUNDARY = "----boundary";
const MULTIPART = [1, 2, 3, 4].map((i) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="field${i}"\r\n\r\n${TEXT.slice(0, 100)}\r\n`,
).join("") + `--${BOUNDARY}--\r\n`;
const MULTIPART_TYPE = { "content-type": `multipart/form-data; boundary=${BOUNDARY}` };
const target = new EventTarget();
let heard = 0;
target.addEventListener("x", () => ++heard);
let pattern;
let hmacKey;
let sink = 0;

async function drain(stream) {
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    sink += value.length;
  }
}

function chunks(count) {
  return new ReadableStream({
    pull(controller) {
      if (count-- === 0) controller.close();
      else controller.enqueue(BYTES);
    },
  });
}

// Each does its work once; `request` is the request that asked for it.
const operations = {
  "new URL(request.url)": (request) => {
    sink += new URL(request.url).pathname.length;
  },
  "URLSearchParams: parse, get": () => {
    sink += new URLSearchParams("a=1&b=two&c=%C3%A9t%C3%A9&d=4").get("c").length;
  },
  "URLPattern: exec": () => {
    pattern ??= new URLPattern({ pathname: "/users/:id/posts/:post" });
    sink += pattern.exec("https://example.com/users/17/posts/hello").pathname.groups.id.length;
  },
  "headers.get": (request) => {
    sink += request.headers.get("host").length;
  },
  "new Headers, 4 fields": () => {
    const headers = new Headers({ accept: "*/*", "content-type": "text/plain", "x-a": "1" });
    headers.set("x-b", "2");
    sink += headers.get("x-a").length;
  },
  "new Request": () => {
    const headers = { accept: "*/*" };
    sink += new Request("https://example.com/path?x=1", { method: "POST", headers, body: "x" }).url.length;
  },
  "new Response": () => {
    sink += new Response("text", { headers: { "content-type": "text/plain" } }).status;
  },
  "response.text(), 1 KB": async () => {
    sink += (await new Response(TEXT).text()).length;
  },
  "response.json(), 1 KB": async () => {
    sink += (await new Response(JSON_TEXT).json()).id;
  },
  "response.arrayBuffer(), 64 KB": async () => {
    sink += (await new Response(LARGE).arrayBuffer()).byteLength;
  },
  "formData(), 4 fields": async () => {
    const form = await new Response(MULTIPART, { headers: MULTIPART_TYPE }).formData();
    sink += form.get("field1").length;
  },
  "TextEncoder: encode, 1 KB": () => {
    sink += encoder.encode(TEXT).length;
  },
  "TextDecoder: decode, 1 KB": () => {
    sink += new TextDecoder().decode(BYTES).length;
  },
  "TextDecoder: decode, 64 KB": () => {
    sink += new TextDecoder().decode(LARGE).length;
  },
  "atob, 1 KB": () => {
    sink += atob(BASE64).length;
  },
  "structuredClone": () => {
    sink += structuredClone(OBJECT).id;
  },
  "EventTarget: dispatchEvent": () => {
    target.dispatchEvent(new Event("x"));
  },
  "crypto.randomUUID": () => {
    sink += crypto.randomUUID().length;
  },
  "SHA-256, 1 KB": async () => {
    sink += (await crypto.subtle.digest("SHA-256", BYTES)).byteLength;
  },
  "HMAC: sign, 1 KB": async () => {
    hmacKey ??= await crypto.subtle.importKey("raw", BYTES.slice(0, 32),
      { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    sink += (await crypto.subtle.sign("HMAC", hmacKey, BYTES)).byteLength;
  },
  "ReadableStream: 100 chunks": () => drain(chunks(100)),
  "TransformStream: 100 chunks": () => drain(chunks(100).pipeThrough(new TransformStream())),
  "gzip, 64 KB": () => drain(new Response(LARGE).body.pipeThrough(new CompressionStream("gzip"))),
};

export default {
  async fetch(request) {
    const query = new URL(request.url).searchParams;
    const name = query.get("op");
    if (name === null) return Response.json(Object.keys(operations));
    const operation = operations[name];
    const times = Number(query.get("n"));
    for (let i = 0; i < times; ++i) {
      // Only what is asynchronous is waited for.
      const pending = operation(request);
      if (pending !== undefined) await pending;
    }
    return new Response(`${sink !== 0}`);
  },
};
