// Runs one script of script.py in node, deno or bun, and prints its report as the last line.
//   run_script.mjs SCRIPT

import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";

const text = readFileSync(process.argv[2], "utf8");
process.on("unhandledRejection", () => {});
process.on("uncaughtException", () => {});
const report = await runInThisContext(`${text}\nrunTest();`, { filename: process.argv[2] });
process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
