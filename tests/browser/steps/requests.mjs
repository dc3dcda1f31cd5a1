// The list of requests, and the one that is open.

import { assert, eventually, focused, openPage, requestRow } from "./common.mjs";

export async function appearsLive(context) {
  const { page, ask } = context;
  await openPage(context);
  const navigations = [];
  page.on("framenavigated", (frame) => navigations.push(frame.url()));
  await ask("/log?live");
  const row = requestRow(page, "/log?live");
  await row.waitFor();
  assert.equal(await row.locator("td.c-status").innerText(), "200");
  assert.equal(await row.locator("td.c-method").innerText(), "GET");
  assert.match(await row.locator(".said").innerText(), /a line of the log/);
  assert.match(await row.locator("td.c-number").first().innerText(), /^[\d.]+ m?s$/);
  assert.equal(await row.locator("td.c-log").getAttribute("data-level"), "error");
  assert.deepEqual(navigations, []);
}

export async function opensByKeyboard(context) {
  const { page, ask } = context;
  await ask("/log?keyboard");
  await ask("/missing");
  await openPage(context);
  await requestRow(page, "/log?keyboard").waitFor();
  await page.keyboard.press("/");
  assert.equal(await focused(page), "request-search");
  await page.keyboard.type("log?keyboard");
  await requestRow(page, "/missing").waitFor({ state: "detached" });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const lines = page.locator("#request-detail .console li");
  await lines.first().waitFor();
  assert.equal(await lines.count(), 3);
  assert.match(await lines.nth(0).innerText(), /a line of the log \{ deep: \{ a: \[ 1, 2 \] \} \}/);
  assert.match(await lines.nth(1).innerText(), /careful <b>now<\/b>/);
  assert.equal(await lines.nth(1).getAttribute("data-level"), "warn");
  assert.equal(await lines.nth(2).getAttribute("data-level"), "error");
  const colours = await lines.locator("pre").evaluateAll((all) =>
    all.map((one) => getComputedStyle(one).color));
  assert.equal(new Set(colours).size, 3, "each level has its colour");
  const facts = await page.locator("#request-detail .facts").innerText();
  assert.match(facts, /CPU time\s+[\d.]+ m?s/);
  assert.match(facts, /Request id\s+[0-9a-f]{16}/);
  await eventually(async () => await focused(page) !== "request-search", "the focus to move");
  assert.ok(await page.evaluate(() => document.activeElement.id === "request-detail"));
  await page.keyboard.press("Escape");
  await page.locator("#request-detail").waitFor({ state: "hidden" });
  assert.match(await focused(page), /log\?keyboard/, "the focus is where it was");
}

export async function movesThroughRows(context) {
  const { page, ask } = context;
  await openPage(context);
  await page.locator("#request-clear").click();
  for (const name of ["a", "b", "c"]) await ask(`/walk-${name}`);
  await requestRow(page, "/walk-c").waitFor();
  await page.locator("#request-search").focus();
  await page.keyboard.press("ArrowDown");
  const walked = [];
  for (const key of ["", "ArrowDown", "ArrowDown", "ArrowUp", "End", "Home"]) {
    if (key !== "") await page.keyboard.press(key);
    walked.push((await focused(page)).match(/walk-(.)/)[1]);
  }
  assert.equal(walked.join(""), "cbabac", "the newest is first");
  assert.equal(await page.locator("#request-rows tr[tabindex='0']").count(), 1);
}

export async function showsAnError(context) {
  const { page, ask } = context;
  await openPage(context);
  await ask("/throw?error");
  const row = requestRow(page, "/throw?error");
  await row.waitFor();
  assert.equal(await row.getAttribute("data-tone"), "failed");
  await row.click();
  const failure = page.locator("#request-detail .failure");
  await failure.waitFor();
  assert.match(await failure.locator("h3").innerText(), /TypeError: thrown on purpose/);
  assert.match(await failure.locator(".place").innerText(), /worker\.js:\d+:\d+/);
  assert.match(await failure.locator(".source").innerText(), /throw new TypeError.*\n\s+\^/);
  assert.match(await failure.locator(".stack").innerText(), /at .*fetchHandler/);
}

export async function filters(context) {
  const { page, ask } = context;
  await openPage(context);
  await ask("/plain?filters");
  await ask("/missing?filters");
  await ask("/throw?filters");
  await ask("/log?filters");
  await requestRow(page, "/log?filters").waitFor();
  const search = page.locator("#request-search");
  const paths = () => page.locator("#request-rows .path").allInnerTexts();
  const shows = (wanted) => eventually(async () =>
    JSON.stringify(await paths()) === JSON.stringify(wanted), `${wanted}`);
  await search.fill("filters");
  await shows(["/log?filters", "/throw?filters", "/missing?filters", "/plain?filters"]);
  await page.locator("#request-status").selectOption("4");
  await shows(["/missing?filters"]);
  await page.locator("#request-status").selectOption("failed");
  await shows(["/throw?filters"]);
  await page.locator("#request-status").selectOption("");
  await search.fill("careful <b>now");
  await eventually(async () => (await paths()).includes("/log?filters"), "a match in the log");
  assert.ok(!(await paths()).includes("/plain?filters"));
  await search.fill("no request has this");
  await page.locator("#request-empty", { hasText: "No request matches" }).waitFor();
  await page.locator("#request-empty button").click();
  assert.equal(await search.inputValue(), "");
  await requestRow(page, "/plain?filters").waitFor();
}

export async function pauses(context) {
  const { page, ask } = context;
  await openPage(context);
  await ask("/before-pause");
  await requestRow(page, "/before-pause").waitFor();
  await page.keyboard.press("p");
  await page.locator("#request-pause[aria-pressed='true']").waitFor();
  await ask("/in-pause");
  await page.locator("#request-pause", { hasText: "Resume (1 new)" }).waitFor();
  assert.equal(await requestRow(page, "/in-pause").count(), 0);
  const search = page.locator("#request-search");
  await search.fill("no request has this");
  await requestRow(page, "/before-pause").waitFor({ state: "detached" });
  await search.fill("");
  await requestRow(page, "/before-pause").waitFor();
  assert.equal(await requestRow(page, "/in-pause").count(), 0);
  await page.locator("#request-pause").click();
  await requestRow(page, "/in-pause").waitFor();
  assert.equal(await page.locator("#request-pause").innerText(), "Pause");
}

export async function clears(context) {
  const { page, ask } = context;
  await openPage(context);
  await ask("/to-be-cleared");
  await requestRow(page, "/to-be-cleared").click();
  await page.locator("#request-detail .facts").waitFor();
  await page.locator("#request-clear").click();
  await page.locator("#request-empty", { hasText: "No requests yet" }).waitFor();
  assert.ok(await page.locator("#request-detail").isHidden());
  assert.match(await page.locator("#request-empty").innerText(), /curl http:/);
}

// Under load: what is open stays where it is, and the list has an end.
export async function holdsStillUnderLoad(context) {
  const { page, ask } = context;
  await openPage(context);
  await ask("/log?still");
  const row = requestRow(page, "/log?still");
  await row.click();
  await page.locator("#request-detail .console").waitFor();
  const places = () => page.evaluate(() => {
    const top = (selector) => document.querySelector(selector).getBoundingClientRect().top;
    return [top("#request-rows tr[aria-selected='true']"), top("#request-detail .facts"),
      top("#request-search"), top("#live")];
  });
  const before = await places();
  const total = async () =>
    Number((await page.locator("#live-total").innerText()).replaceAll(/\D/g, ""));
  const began = await total();
  for (let i = 0; i < 20; ++i) {
    await Promise.all(Array.from({ length: 10 }, (_, n) => ask(`/burst?${i}-${n}`)));
  }
  await eventually(async () => await total() >= began + 200, "all of them to be counted");
  await requestRow(page, "/burst?19-").first().waitFor({ state: "attached" });
  const after = await places();
  // Half a pixel is nothing that anybody sees.
  assert.ok(after.every((top, i) => Math.abs(top - before[i]) <= 1), `${before}, then ${after}`);
  for (let i = 0; i < 10; ++i) {
    await Promise.all(Array.from({ length: 10 }, (_, n) => ask(`/burst?more-${i}-${n}`)));
  }
  await eventually(async () => await total() >= began + 300, "all of them to be counted");
  assert.ok(await page.locator("#request-rows tr").count() <= 250);
}
