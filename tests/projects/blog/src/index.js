import { Marked } from "marked";
import mustache from "mustache";
import tides from "../posts/tides.md";
import waves from "../posts/waves.md";
import layout from "./layouts/page.mustache";

const marked = new Marked({ gfm: true });

function read(slug, text) {
  const [, head, body] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text);
  const fields = Object.fromEntries(head.split("\n").map((line) => line.split(/:\s*/, 2)));
  return { slug, ...fields, tags: fields.tags?.split(", ") ?? [], html: marked.parse(body) };
}

const posts = [read("tides", tides), read("waves", waves)].sort((a, b) => b.date.localeCompare(a.date));

const page = (view) =>
  new Response(mustache.render(layout, view), { headers: { "content-type": "text/html; charset=utf-8" } });

const feed = () => `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
${posts.map((post) => `<entry><title>${post.title}</title><updated>${post.date}T00:00:00Z</updated></entry>`).join("\n")}
</feed>
`;

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/") return page({ title: "Blog", posts });
    if (pathname === "/feed.xml") return new Response(feed(), { headers: { "content-type": "application/atom+xml" } });
    const post = posts.find(({ slug }) => pathname === `/${slug}`);
    return post ? page({ title: post.title, post }) : new Response("Not found", { status: 404 });
  },
};
