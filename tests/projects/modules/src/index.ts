import about from "./pages/about.md";
import home from "./pages/home.html";
import schema from "./schema.sql";
import pixel from "./pixel.gif";
import seed from "./seed.bin";
import wave from "./wave.svg";
import settings from "./settings.json";

export default {
  async fetch(request: Request): Promise<Response> {
    const page = (body: BodyInit, type: string) => new Response(body, { headers: { "content-type": type } });
    switch (new URL(request.url).pathname) {
      case "/":
        return page(home.replace("{{title}}", settings.title), "text/html; charset=utf-8");
      case "/about":
        return page(about, "text/markdown; charset=utf-8");
      case "/wave.svg":
        return page(wave, "image/svg+xml");
      case "/pixel.gif":
        return page(pixel, "image/gif");
      case "/schema":
        return Response.json(schema.trim().split(/;\s*/).filter(Boolean));
      case "/seed":
        return Response.json({ data: seed instanceof ArrayBuffer, octets: [...new Uint8Array(seed)] });
      default:
        return new Response("Not found", { status: 404 });
    }
  },
};
