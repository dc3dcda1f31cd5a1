import qs from "qs";
import { satisfies, sort } from "semver";
import { contentType } from "./types.cjs";
import { format } from "./format";

export default {
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case "/nested":
        return Response.json(qs.parse(url.search, { ignoreQueryPrefix: true }));
      case "/stringify":
        return new Response(qs.stringify(await request.json(), { arrayFormat: "brackets" }));
      case "/semver": {
        const versions = url.searchParams.getAll("v");
        const range = url.searchParams.get("range");
        return Response.json({ sorted: sort(versions), fit: versions.filter((v) => satisfies(v, range)) });
      }
      case "/type":
        return new Response(String(contentType(url.searchParams.get("of"))));
      default:
        return new Response(format(url.pathname));
    }
  },
};
