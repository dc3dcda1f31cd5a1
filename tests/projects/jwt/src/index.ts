import * as jose from "jose";

// A key of this isolate, made when it is first needed.
let keys: Promise<{ kid: string; privateKey: CryptoKey; jwks: jose.JSONWebKeySet }> | undefined;

async function makeKeys() {
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  const jwk = await jose.exportJWK(publicKey);
  const kid = await jose.calculateJwkThumbprint(jwk);
  return { kid, privateKey, jwks: { keys: [{ ...jwk, kid, alg: "ES256", use: "sig" }] } };
}

const secretOf = (env: Env) => new TextEncoder().encode(env.SESSION_SECRET);

async function login(request: Request, env: Env): Promise<Response> {
  const { user, ttl = 60 } = await request.json<{ user: string; ttl?: number }>();
  const { kid, privateKey } = await (keys ??= makeKeys());
  const now = Math.floor(Date.now() / 1000);
  const id = await new jose.SignJWT({ scope: "read" })
    .setProtectedHeader({ alg: "ES256", kid, typ: "JWT" })
    .setSubject(user)
    .setIssuer(env.ISSUER)
    .setAudience("shop")
    .setIssuedAt(now)
    .setExpirationTime(now + ttl)
    .sign(privateKey);
  const session = await new jose.SignJWT({ user }).setProtectedHeader({ alg: "HS256" }).sign(secretOf(env));
  const sealed = await new jose.EncryptJWT({ user })
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(new Uint8Array(await crypto.subtle.digest("SHA-256", secretOf(env))));
  return Response.json({ id, session, sealed });
}

async function whoami(request: Request, env: Env): Promise<Response> {
  const [scheme, token = ""] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme === "Session") {
    const { payload } = await jose.jwtVerify(token, secretOf(env), { algorithms: ["HS256"] });
    return Response.json(payload);
  }
  if (scheme === "Sealed") {
    const key = new Uint8Array(await crypto.subtle.digest("SHA-256", secretOf(env)));
    return Response.json((await jose.jwtDecrypt(token, key)).payload);
  }
  const { jwks } = await (keys ??= makeKeys());
  const { payload, protectedHeader } = await jose.jwtVerify(token, jose.createLocalJWKSet(jwks), {
    issuer: env.ISSUER,
    audience: "shop",
  });
  return Response.json({ ...payload, alg: protectedHeader.alg });
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    try {
      if (pathname === "/login" && request.method === "POST") return await login(request, env);
      if (pathname === "/whoami") return await whoami(request, env);
      if (pathname === "/.well-known/jwks.json") return Response.json((await (keys ??= makeKeys())).jwks);
      if (pathname === "/algorithms") return Response.json(await algorithms());
    } catch (error) {
      if (error instanceof jose.errors.JOSEError) return Response.json({ code: error.code }, { status: 401 });
      throw error;
    }
    return new Response("Not found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;

// Signs and verifies with one key of each kind, and back through PEM.
async function algorithms(): Promise<Record<string, boolean>> {
  const works: Record<string, boolean> = {};
  for (const alg of ["RS256", "PS256", "ES256", "ES384", "EdDSA"]) {
    const pair = await jose.generateKeyPair(alg, { extractable: true });
    const key = await jose.importPKCS8(await jose.exportPKCS8(pair.privateKey), alg);
    const token = await new jose.CompactSign(new TextEncoder().encode("x")).setProtectedHeader({ alg }).sign(key);
    const { payload } = await jose.compactVerify(token, await jose.importSPKI(await jose.exportSPKI(pair.publicKey), alg));
    works[alg] = new TextDecoder().decode(payload) === "x";
  }
  return works;
}
