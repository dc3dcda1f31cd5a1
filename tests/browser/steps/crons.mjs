// The crons: when they run, and the button.

import { assert, focused, openPage } from "./common.mjs";

const rowOf = (page, cron) => page.locator("#cron-rows tr", { hasText: cron });

export async function showsWhenTheyRun(context) {
  const { page } = context;
  await openPage(context, "crons");
  const row = rowOf(page, "0 0 1 1 *");
  await row.waitFor();
  assert.match(await row.innerText(), /At 00:00 UTC on the 1st of the month in January/);
  assert.match(await row.locator(".next").innerText(), /^in /);
}

export async function runsOne(context) {
  const { page, ask } = context;
  await openPage(context, "crons");
  const row = rowOf(page, "0 0 1 1 *");
  await row.locator(".action button").click();
  await row.locator(".last .badge", { hasText: "ok" }).waitFor();
  assert.match(await row.locator(".last").innerText(), /ms CPU/);
  assert.match((await ask("/get?key=ran")).text, /0 0 1 1 \*/, "it has run");
  await row.locator(".last button").click();
  await page.locator("#request-detail .console", { hasText: "the cron 0 0 1 1 * runs" }).waitFor();
  assert.match(await page.locator("#request-detail h2").innerText(), /CRON 0 0 1 1 \*/);
}

export async function showsOneThatFails(context) {
  const { page } = context;
  await openPage(context, "crons");
  const row = rowOf(page, "0 0 2 1 *");
  await row.locator(".action button").focus();
  await page.keyboard.press("Enter");
  await row.locator(".last .badge[data-tone='failed']", { hasText: "exception" }).waitFor();
  assert.match(await focused(page), /^Run now/, "the button keeps the focus");
}

export async function followsRunsOfOthers(context) {
  const { page, ask } = context;
  await openPage(context, "crons");
  await rowOf(page, "0 0 3 1 *").locator(".last", { hasText: "Not yet" }).waitFor();
  await ask("/cdn-cgi/local/scheduled?cron=0+0+3+1+*");
  await rowOf(page, "0 0 3 1 *").locator(".last .badge", { hasText: "ok" }).waitFor();
}

export async function saysThemInWords(context) {
  const { page } = context;
  await openPage(context, "crons");
  const said = await page.evaluate(async (all) => {
    const { cronInWords } = await import("/cdn-cgi/local/words.js");
    return all.map((one) => cronInWords(one));
  }, Object.keys(WORDS));
  assert.deepEqual(said, Object.values(WORDS));
}

const WORDS = {
  "* * * * *": "Every minute",
  "*/5 * * * *": "Every 5 minutes",
  "0 * * * *": "Every hour",
  "5 * * * *": "At minute 5 of every hour",
  "0 */2 * * *": "Every 2 hours",
  "30 9 * * MON-FRI": "At 09:30 UTC on Monday to Friday",
  "0 9,17 * * *": "At 09:00 and 17:00 UTC every day",
  "*/10 9-17 * * 2-6": "Every 10 minutes from 09:00 to 17:59 UTC on Monday to Friday",
  "0 0 L * *": "At 00:00 UTC on the last day of the month",
  "0 0 * * 6L": "At 00:00 UTC on the last Friday of the month",
  "0 0 * * 6#2": "At 00:00 UTC on the 2nd Friday of the month",
  "15 3 15W 1,7 *":
    "At 03:15 UTC on the weekday nearest to the 15th in January and July",
  "0 0 1,15 * MON": "At 00:00 UTC on the 1st and 15th of the month or on Monday",
  "no cron": "no cron",
};
