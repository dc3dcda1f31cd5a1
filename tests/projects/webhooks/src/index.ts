const encoder = new TextEncoder();

const importKey = (secret: string) =>
  crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

async function isSigned(header: string, body: ArrayBuffer, secret: string): Promise<boolean> {
  const [algorithm, signature] = header.split("=");
  if (algorithm !== "sha256" || !/^[0-9a-f]{64}$/.test(signature)) return false;
  return crypto.subtle.verify("HMAC", await importKey(secret), fromHex(signature), body);
}

export default {
  async fetch(request, env): Promise<Response> {
    if (request.method !== "POST") {
      return Response.json((await env.DELIVERIES.list()).keys.map(({ name }) => name));
    }
    const body = await request.arrayBuffer();
    if (!(await isSigned(request.headers.get("x-hub-signature-256") ?? "", body, env.WEBHOOK_SECRET))) {
      return new Response("Bad signature", { status: 401 });
    }
    const id = request.headers.get("x-delivery");
    if (id === null) return new Response("No delivery", { status: 400 });
    if ((await env.DELIVERIES.get(id)) !== null) return new Response("Seen before", { status: 200 });
    const digest = new crypto.DigestStream("SHA-1");
    await new Blob([body]).stream().pipeTo(digest);
    const sum = [...new Uint8Array(await digest.digest)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
    await env.DELIVERIES.put(id, sum);
    return Response.json({ sum }, { status: 202 });
  },
} satisfies ExportedHandler<Env>;
