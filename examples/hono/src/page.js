import { html } from "hono/html";

/** The front page. `html` escapes what is put into it. */
export function page(shop, reader) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${shop}</title>
      </head>
      <body>
        <h1>${shop}</h1>
        <p>Welcome, ${reader ?? "stranger"}.</p>
        <p><a href="/api/books">Our books</a></p>
      </body>
    </html>`;
}
