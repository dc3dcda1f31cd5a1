// What steps share.

import assert from "node:assert/strict";

export { assert };

/** Opens the page, and waits until it follows the server. */
export async function openPage({ page, url }, view = "requests") {
  await page.goto(`${url}/cdn-cgi/local/#${view}`);
  await page.locator("#live[data-state='live']").waitFor();
}

/** The row of the requests whose path is this one. */
export const requestRow = (page, path) =>
  page.locator("#request-rows tr", { has: page.locator(".path", { hasText: path }) });

/** The row of the key called so. */
export const keyRow = (page, key) => page.locator("#kv-rows tr", {
  has: page.locator("td.c-key", { hasText: new RegExp(`^${key}$`) }) });

/** Waits until `condition` gives something true, and returns that. */
export async function eventually(condition, what) {
  const end = Date.now() + 60_000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What has the focus: its id, else its text. */
export const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  return element.id || element.textContent.trim();
});
