// Runs steps in Chromium for a test: reads a line of JSON for each, and answers each with one.
//
//   {"file": "requests", "step": "live", "url": "http://127.0.0.1:1"} -> {"ok": true}
//                                                                  or {"ok": false, "error": "..."}
//
// A step is a function that steps/FILE.mjs exports; it is given {page, context, browser, url, ask}.
// $CHROMIUM is the browser; "close" ends it.

import http from "node:http";
import readline from "node:readline";
import { chromium } from "playwright-core";

const PATIENCE = 60_000;

/** Asks the server as a program does: with whatever Host and fields. */
export function ask(url, target, { method = "GET", headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(target, url), { method, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers,
        text: Buffer.concat(pieces).toString() }));
    });
    request.on("error", reject);
    request.end(body);
  });
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});

async function run({ file, step, url }) {
  const steps = await import(`./steps/${file}.mjs`);
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 },
    colorScheme: "light", locale: "en-GB", timezoneId: "UTC" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`the page throws: ${error.stack}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|blocked by CORS policy/.test(message.text())) {
      problems.push(`the page's console: ${message.text()}`);
    }
  });
  try {
    await steps[step]({ page, context, browser, url,
      ask: (target, options) => ask(url, target, options) });
    if (problems.length > 0) throw new Error(problems.join("\n"));
  } catch (error) {
    const seen = await page.locator("body").innerText({ timeout: 2000 }).catch(() => "");
    throw new Error([error.stack, ...problems, "The page:", seen].join("\n"));
  } finally {
    await context.close();
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let answer = { ok: true };
  try {
    await run(JSON.parse(line));
  } catch (error) {
    answer = { ok: false, error: error.message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
