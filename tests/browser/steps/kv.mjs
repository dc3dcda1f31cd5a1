// The KV browser, and that the worker sees what it does.

import { assert, eventually, focused, keyRow, openPage } from "./common.mjs";

const valueOf = async (ask, key) => JSON.parse((await ask(`/get?key=${key}`)).text);

async function fillForm(page, { key, value, metadata }) {
  if (key !== undefined) await page.locator("#edit-key").fill(key);
  if (value !== undefined) await page.locator("#edit-value").fill(value);
  if (metadata !== undefined) await page.locator("#edit-metadata").fill(metadata);
}

export async function addsEditsAndDeletes(context) {
  const { page, ask } = context;
  await openPage(context, "kv");
  await page.locator("#kv-add").click();
  await fillForm(page, { key: "mine", value: '{"a":[1,2]}', metadata: '{"by":"hand"}' });
  await page.locator("#edit-expires").fill("2100-01-02T03:04:05");
  await page.locator("form.edit button[type='submit']").click();
  await keyRow(page, "mine").waitFor();
  const { value, metadata } = await valueOf(ask, "mine");
  assert.deepEqual([value, metadata], ['{"a":[1,2]}', { by: "hand" }]);
  const detail = page.locator("#kv-detail");
  assert.equal(await detail.locator("pre.value").innerText(), '{\n  "a": [\n    1,\n    2\n  ]\n}');
  assert.match(await detail.locator(".facts").innerText(), /2 Jan 2100/);
  assert.match(await keyRow(page, "mine").getAttribute("aria-selected"), /true/);
  await detail.getByRole("button", { name: "Text" }).click();
  assert.equal(await detail.locator("pre.value").innerText(), '{"a":[1,2]}');
  await detail.getByRole("button", { name: "Edit" }).click();
  await fillForm(page, { value: "changed", metadata: "" });
  await page.keyboard.press("Control+Enter");
  await detail.locator("pre.value", { hasText: "changed" }).waitFor();
  assert.equal((await valueOf(ask, "mine")).value, "changed");
  assert.match(await detail.locator(".facts").innerText(), /2 Jan 2100/, "it is kept");
  await detail.getByRole("button", { name: "Delete" }).click();
  await page.locator("#confirm[open]").waitFor();
  assert.equal(await focused(page), "Cancel", "Enter alone deletes nothing");
  await page.keyboard.press("Enter");
  await page.locator("#confirm[open]").waitFor({ state: "detached" });
  assert.equal((await valueOf(ask, "mine")).value, "changed");
  await detail.getByRole("button", { name: "Delete" }).click();
  await page.locator("#confirm-yes").click();
  await keyRow(page, "mine").waitFor({ state: "detached" });
  assert.equal((await valueOf(ask, "mine")).value, null);
}

export async function tellsWhatIsWrong(context) {
  const { page, ask } = context;
  await ask("/put?key=taken&value=first");
  await openPage(context, "kv");
  await page.locator("#kv-add").click();
  const problem = page.locator("form.edit .problem");
  await fillForm(page, { key: "taken", value: "second", metadata: "{" });
  await page.keyboard.press("Control+Enter");
  await problem.filter({ hasText: "The metadata is no JSON" }).waitFor();
  await fillForm(page, { metadata: "" });
  await page.keyboard.press("Control+Enter");
  await problem.filter({ hasText: 'There is a key "taken" already' }).waitFor();
  assert.equal((await valueOf(ask, "taken")).value, "first");
  await page.locator("#edit-expires").fill("2001-01-01T00:00:00");
  await fillForm(page, { key: "late" });
  await page.keyboard.press("Control+Enter");
  await problem.filter({ hasText: "which is over" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#confirm[open]", { hasText: "Drop what you have typed?" }).waitFor();
  await page.locator("#confirm-yes").click();
  await page.locator("#kv-detail").waitFor({ state: "hidden" });
}

export async function followsTheWorker(context) {
  const { page, ask } = context;
  await openPage(context, "kv");
  await page.locator("#kv-prefix").fill("live-");
  await page.locator("#kv-empty", { hasText: "No key begins so" }).waitFor();
  await ask("/put?key=live-1&value=one");
  await keyRow(page, "live-1").click();
  await page.locator("pre.value", { hasText: "one" }).waitFor();
  await ask("/put?key=live-1&value=two");
  await page.locator("pre.value", { hasText: "two" }).waitFor();
  await ask("/put?key=live-2&value=more");
  await keyRow(page, "live-2").waitFor();
  assert.equal(await keyRow(page, "live-1").getAttribute("aria-selected"), "true");
}

export async function turnsPagesByKeyboard(context) {
  const { page, ask } = context;
  await ask("/fill?count=130");
  await openPage(context, "kv");
  await page.keyboard.press("/");
  assert.equal(await focused(page), "kv-prefix");
  const listed = page.waitForResponse((answer) => answer.url().includes("prefix=page%3A&"));
  await page.keyboard.type("page:");
  await listed;
  await eventually(async () => /^page:0000/.test(
    await page.locator("#kv-rows tr").first().innerText()), "the keys that begin so");
  await eventually(async () => await page.locator("#kv-rows tr").count() === 100, "a page of keys");
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(page), /^page:0000/);
  await page.keyboard.press("End");
  assert.match(await focused(page), /^page:0099/);
  await page.locator("#kv-next").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => await page.locator("#kv-rows tr").count() === 30, "the last page");
  await eventually(async () => /^page:0100/.test(await focused(page)), "the focus");
  await page.keyboard.press("Enter");
  await page.locator("#kv-detail h2", { hasText: "page:0100" }).waitFor();
  await page.locator("pre.value", { hasText: "page:0100" }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#kv-detail").waitFor({ state: "hidden" });
  assert.match(await focused(page), /^page:0100/);
  await page.locator("#kv-previous").click();
  await eventually(async () => await page.locator("#kv-rows tr").count() === 100, "the first page");
  await page.locator("#kv-next").evaluate((next) => {
    next.click();
    next.click();
  });
  await eventually(async () => await page.locator("#kv-rows tr").count() === 30, "the last page");
  assert.equal(await page.locator("#kv-page").innerText(), "Page 2", "one click is too early");
}

export async function showsOctets(context) {
  const { page, ask } = context;
  await ask("/octets");
  await openPage(context, "kv");
  await page.locator("#kv-prefix").fill("octets");
  await keyRow(page, "octets").click();
  await page.locator("pre.value").waitFor();
  assert.match(await page.locator("pre.value").innerText(),
    /^00000000 {2}00 01 fe ff 48 69 .*\|\.{4}Hi\|$/);
  await page.locator("#kv-detail").getByRole("button", { name: "Edit" }).click();
  assert.equal(await page.locator("#edit-value").count(), 0, "as text it would be lost");
  await page.locator("#edit-file").setInputFiles({ name: "f", mimeType: "text/plain",
    buffer: Buffer.from([255, 0, 7]) });
  await page.locator("form.edit button[type='submit']").click();
  await page.locator("pre.value", { hasText: "ff 00 07" }).waitFor();
}
