// The page as a whole: how it looks, whom it answers, and what it does when the server goes.

import http from "node:http";
import { assert, eventually, focused, keyRow, openPage, requestRow } from "./common.mjs";

// Of each text that is to be seen: itself, its colour and what is behind it.
function textsOfPage() {
  const parse = (colour) => colour.match(/[\d.]+/g).map(Number);
  const groundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    if (text === "" || !element.checkVisibility() || element.closest(".quiet, option") !== null) {
      continue;
    }
    if (element.closest(":disabled") !== null) continue;
    found.push({ text: text.slice(0, 40), colour: parse(getComputedStyle(element).color),
      ground: groundOf(element) });
  }
  for (const input of document.querySelectorAll("input, select, textarea")) {
    if (!input.checkVisibility()) continue;
    found.push({ text: input.id, colour: parse(getComputedStyle(input).color),
      ground: groundOf(input) });
    if (!input.placeholder) continue;
    found.push({ text: input.placeholder, ground: groundOf(input),
      colour: parse(getComputedStyle(input, "::placeholder").color) });
  }
  return found;
}

// WCAG 2.2, "relative luminance" and "contrast ratio".
function luminance(colour) {
  const [r, g, b] = colour.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

async function checkContrast(page, where) {
  const texts = await page.evaluate(textsOfPage);
  assert.ok(texts.length > 10, where);
  const weak = texts.filter(({ colour, ground }) => contrast(colour, ground) < 4.5)
    .map(({ text, colour, ground }) =>
      `${where}: "${text}" ${colour} on ${ground}: ${contrast(colour, ground).toFixed(2)}`);
  assert.deepEqual(weak, []);
}

export async function canBeReadInLightAndDark(context) {
  const { page, ask } = context;
  for (const path of ["/throw?colours", "/missing", "/log?colours", "/plain"]) await ask(path);
  await ask("/put?key=colour&value=1");
  const grounds = [];
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await openPage(context);
    grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    await requestRow(page, "/log?colours").first().click();
    await page.locator("#request-detail .console").waitFor();
    await checkContrast(page, `${colorScheme} log`);
    await requestRow(page, "/throw?colours").first().click();
    await page.locator("#request-detail .failure").waitFor();
    await checkContrast(page, `${colorScheme} error`);
    await openPage(context, "kv");
    await page.locator("#kv-prefix").fill("colour");
    await keyRow(page, "colour").click();
    await page.locator("pre.value").waitFor();
    await checkContrast(page, `${colorScheme} value`);
    await page.getByRole("button", { name: "Edit" }).click();
    await checkContrast(page, `${colorScheme} form`);
    for (const view of ["crons", "workers"]) {
      await openPage(context, view);
      await page.locator(view === "crons" ? "#cron-rows tr" : ".card").first().waitFor();
      await checkContrast(page, `${colorScheme} ${view}`);
    }
  }
  assert.notEqual(grounds[0], grounds[1]);
}

export async function fitsANarrowWindow(context) {
  const { page, ask } = context;
  await page.setViewportSize({ width: 400, height: 700 });
  await ask(`/log?narrow-${"long".repeat(60)}`);
  await ask("/put?key=narrow&value=1");
  const fits = async (where) => assert.ok(
    await page.evaluate(() => document.scrollingElement.scrollWidth) <= 400, where);
  await openPage(context);
  const row = requestRow(page, "/log?narrow");
  await row.waitFor();
  await fits("requests");
  await row.click();
  await page.locator("#request-detail .console").waitFor();
  assert.ok(await page.locator("#request-list").isHidden(), "the request has all of it");
  await fits("a request");
  await page.locator("#request-detail .close").click();
  await row.waitFor();
  await openPage(context, "kv");
  await page.locator("#kv-prefix").fill("narrow");
  await keyRow(page, "narrow").click();
  await page.locator("pre.value").waitFor();
  await fits("a key");
  await page.getByRole("button", { name: "Edit" }).click();
  await fits("the form");
  for (const view of ["crons", "workers"]) {
    await openPage(context, view);
    await fits(view);
  }
}

// From the top of the page to a cron that has run, and what has the focus can be seen all the way.
export async function worksByKeyboardAlone(context) {
  const { page } = context;
  await openPage(context);
  const press = async (key) => {
    await page.keyboard.press(key);
    const ring = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement);
      return document.activeElement === document.body ? "body"
        : `${style.outlineStyle} ${style.outlineWidth}`;
    });
    assert.match(ring, /^(solid [2-9]px|body|auto)/, `after ${key} on ${await focused(page)}`);
    return focused(page);
  };
  assert.equal(await press("Tab"), "Skip to content");
  const walk = [];
  for (let i = 0; i < 4; ++i) walk.push((await press("Tab")).trim());
  assert.deepEqual(walk, ["Requests", "KV", "Crons", "Workers"]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.locator("#view-crons").waitFor();
  await page.locator("#cron-rows tr").first().waitFor();
  let reached = "";
  for (let i = 0; i < 5 && !/^Run now/.test(reached); ++i) reached = await press("Tab");
  assert.match(reached, /^Run now/);
  await page.keyboard.press("Enter");
  await page.locator("#cron-rows .last .badge", { hasText: "ok" }).first().waitFor();
  await page.keyboard.press("/");
  assert.equal(await focused(page), "request-search");
  await page.locator("#view-requests").waitFor();
}

export async function refusesOtherHosts({ ask }) {
  for (const target of ["/cdn-cgi/local/", "/cdn-cgi/local/api/workers",
    "/cdn-cgi/local/api/events", "/cdn-cgi/local/app.js"]) {
    for (const headers of [{ host: "example.com" }, { host: "localhost.example.com:80" },
      { host: "localhost:1", origin: "http://localhost:2" }]) {
      const answer = await ask(target, { headers });
      assert.equal(answer.status, 403, target);
      assert.equal(answer.text, "Invalid Host header");
    }
  }
  assert.equal((await ask("/cdn-cgi/local/", { headers: { host: "localhost:1" } })).status, 200);
}

// A page of another site, which the person who develops happens to visit.
export async function refusesForgedRequests({ page, url, ask }) {
  await ask("/put?key=safe&value=as-it-was");
  const id = JSON.parse((await ask("/cdn-cgi/local/api/kv")).text).namespaces[0].id;
  const other = http.createServer((request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<title>another site</title>");
  });
  await new Promise((resolve) => other.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://127.0.0.1:${other.address().port}/`);
    const target = `${url}/cdn-cgi/local/api/kv/value?namespace=${id}&key=safe`;
    const results = await page.evaluate(async (to) => {
      const attempts = [
        () => fetch(to, { method: "POST", mode: "no-cors", body: "forged" }),
        () => fetch(to, { method: "PUT", body: "forged" }),
        () => fetch(to, { method: "DELETE", headers: { "x-atoll-local": "1" } }),
        () => fetch(to).then((response) => response.text()),
        () => new Promise((resolve, reject) => {
          const source = new EventSource(to.replace(/kv.*/, "events"));
          source.onopen = resolve;
          source.onerror = () => { source.close(); reject(new Error("refused")); };
        }),
      ];
      const outcomes = [];
      for (const attempt of attempts) {
        outcomes.push(await attempt().then((answer) => answer.type ?? "read", () => "refused"));
      }
      return outcomes;
    }, target);
    assert.deepEqual(results, Array(5).fill("refused"));
  } finally {
    other.close();
    other.closeAllConnections();
  }
  assert.equal(JSON.parse((await ask("/get?key=safe")).text).value, "as-it-was");
  for (const headers of [{}, { "x-atoll-local": "1" }, { origin: url }]) {
    const answer = await ask(`/cdn-cgi/local/api/kv/value?namespace=${id}&key=safe`,
      { method: "DELETE", headers });
    assert.equal(answer.status, 403);
  }
}

export async function loadsNothingFromElsewhere({ page, url }) {
  const origins = new Set();
  page.on("request", (request) => origins.add(new URL(request.url()).origin));
  const answer = await page.goto(`${url}/cdn-cgi/local/`);
  await page.locator("#live[data-state='live']").waitFor();
  assert.deepEqual([...origins], [url]);
  assert.match(answer.headers()["content-security-policy"], /default-src 'self'/);
}

export async function showsWorkers(context) {
  const { page } = context;
  await openPage(context, "workers");
  const card = page.locator(".card");
  await card.waitFor();
  assert.match(await card.innerText(), /Running/);
  assert.match(await card.innerText(), /CACHE\s+KV namespace\s+kv-of-the-test/);
  assert.match(await card.innerText(), /TOKEN\s+Variable\s+hidden/);
}

/** Opens the page and leaves it open: the test does something to the server. */
export async function waitsForTheServer(context) {
  const { page } = context;
  await openPage(context);
  await requestRow(page, "/before-the-restart").waitFor();
  process.stdout.write(`${JSON.stringify({ waiting: true })}\n`);
  await page.locator("#live[data-state='lost']", { hasText: "Reconnecting" }).waitFor();
  await page.locator("#live[data-state='live']").waitFor();
  await requestRow(page, "/before-the-restart").waitFor({ state: "detached" });
  await requestRow(page, "/after-the-restart").waitFor();
}

/** Opens the page; a worker that is broken, and then mended. */
export async function tellsOfABrokenWorker(context) {
  const { page } = context;
  await openPage(context);
  process.stdout.write(`${JSON.stringify({ waiting: true })}\n`);
  const notice = page.locator(".notice", { hasText: "SyntaxError" });
  await notice.waitFor();
  await page.locator("#workers-dot").waitFor();
  process.stdout.write(`${JSON.stringify({ waiting: true })}\n`);
  await notice.waitFor({ state: "detached" });
  await eventually(() => page.locator("#workers-dot").isHidden(), "the dot to go");
}
