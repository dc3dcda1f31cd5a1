// Runs before the harness: what the tests expect of their global object, whatever the runtime.
// Everything here is inside the function that runs the test; `wptSettings` is what script.py says.

function wptDefine(name, value) {
  Object.defineProperty(globalThis, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

wptDefine("self", globalThis);
wptDefine("GLOBAL", {
  isWindow: () => false,
  isWorker: () => true,
  isShadowRealm: () => false,
});
wptDefine("META_TITLE", wptSettings.title);
const wptURL = new URL(wptSettings.href);
wptDefine("origin", wptURL.origin);
wptDefine("location", {
  href: wptURL.href,
  origin: wptURL.origin,
  protocol: wptURL.protocol,
  host: wptURL.host,
  hostname: wptURL.hostname,
  port: wptURL.port,
  pathname: wptURL.pathname,
  search: wptURL.search,
  hash: wptURL.hash,
  toString: () => wptURL.href,
});
var location = globalThis.location;
// The IDL harness asks which kind of global this is. What is exposed to windows and workers alike is
// what a runtime without a document has.
if (wptSettings.isIdl) wptDefine("Window", Object.getPrototypeOf(globalThis).constructor);
// It evaluates the expressions that a test gives for objects; wptObjects has them as functions.
if (wptSettings.isIdl) {
  wptDefine("eval", function (text) {
    if (Object.hasOwn(wptObjects, text)) return wptObjects[text]();
    throw new EvalError(`${text} is not among the objects of this test`);
  });
}

// Workers have no base URL: relative ones begin where the test is. Others are the runtime's business.
function wptAbsolute(url) {
  const isRelative = typeof url === "string" && !URL.canParse(url) && URL.canParse(url, location.href);
  return isRelative ? new URL(url, location.href).href : url;
}
if (wptSettings.isServed) {
  for (const name of ["WebSocket", "EventSource", "Request"]) {
    if (globalThis[name] === undefined) continue;
    wptDefine(name, new Proxy(globalThis[name], {
      construct(target, args, newTarget) {
        if (args.length > 0) args[0] = wptAbsolute(args[0]);
        return Reflect.construct(target, args, newTarget);
      },
    }));
  }
  for (const [object, name] of [[globalThis, "fetch"], [Response, "redirect"]]) {
    if (object[name] === undefined) continue;
    const value = new Proxy(object[name], {
      apply(target, self, args) {
        if (args.length > 0) args[0] = wptAbsolute(args[0]);
        // A browser has a cache without being asked to use it.
        if (wptSettings.usesCache && name === "fetch") {
          args[1] = { ...args[1], cf: { cacheEverything: true } };
        }
        return Reflect.apply(target, self, args);
      },
    });
    Object.defineProperty(object, name, { value, writable: true, configurable: true });
  }
}

// What is fetched from where the test is, is "basic" to a page. Without one, workers say "default", which
// nearly all tests of fetch() would stop at.
if (wptSettings.isServed && globalThis.Response !== undefined) {
  const wptType = Object.getOwnPropertyDescriptor(Response.prototype, "type");
  Object.defineProperty(Response.prototype, "type", {
    ...wptType,
    get() {
      const type = wptType.get.call(this);
      const isBasic = this.url.startsWith(`${location.origin}/`) || this.url.startsWith("data:");
      return type === "default" && isBasic ? "basic" : type;
    },
  });
}

// The harness would wait for what a page tells its worker, or for a service worker's installation.
delete globalThis.WorkerGlobalScope;
delete globalThis.ServiceWorkerGlobalScope;

// Files of the tests that they fetch, and the resource that answers with what it was sent.
const wptFetch = globalThis.fetch;
if (Object.keys(wptSettings.files).length > 0 || wptSettings.echoes) {
  wptDefine("fetch", async function fetch(input, init) {
    const url = new URL(typeof input === "object" && "url" in input ? input.url : input,
      location.href);
    if (url.pathname === "/fetch/api/resources/echo-content.py") {
      return new Response(await new Request(url, init).arrayBuffer());
    }
    const file = url.origin === location.origin ? wptSettings.files[url.pathname] : undefined;
    if (file === undefined) {
      if (wptFetch !== undefined) return wptFetch.call(globalThis, input, init);
      throw new TypeError(`${url} is not among the files of this test`);
    }
    const bytes = Uint8Array.from(atob(file[1]), (c) => c.charCodeAt(0));
    return new Response(bytes, { headers: { "content-type": file[0] } });
  });
}
