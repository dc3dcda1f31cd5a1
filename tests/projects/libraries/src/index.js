import { AwsClient } from "aws4fetch";
import bcrypt from "bcryptjs";
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import * as yaml from "js-yaml";
import { parseHTML } from "linkedom";
import Papa from "papaparse";
import { decodeTime, ulid } from "ulid";

const answers = {
  // The example of AWS's own documentation.
  async aws() {
    const aws = new AwsClient({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      region: "us-east-1",
      service: "iam",
    });
    const signed = await aws.sign("https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08", {
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8", "x-amz-date": "20150830T123600Z" },
      aws: { datetime: "20150830T123600Z", allHeaders: true },
    });
    return signed.headers.get("authorization");
  },
  async bcrypt() {
    const hash = await bcrypt.hash("tide", 4);
    return [await bcrypt.compare("tide", hash), await bcrypt.compare("ebb", hash), hash.slice(0, 7)];
  },
  xml() {
    const read = new XMLParser({ ignoreAttributes: false }).parse('<a b="1"><c>x &amp; y</c><c>2</c></a>');
    return [read, new XMLBuilder().build({ a: { b: ["<", 2] } })];
  },
  zip() {
    const zipped = zipSync({ "a/b.txt": strToU8("ebb ".repeat(1000)) });
    return [zipped.length < 400, strFromU8(unzipSync(zipped)["a/b.txt"]).length];
  },
  yaml: () => [yaml.load("a: [1, two]\nb:\n  - {c: ~}\n"), yaml.dump({ x: [1, "2"] })],
  html() {
    const { document } = parseHTML("<!doctype html><ul><li>a<li class=x>b</ul>");
    document.querySelector("li.x").textContent = "<b>";
    return [document.querySelectorAll("li").length, document.querySelector("ul").lastElementChild.outerHTML];
  },
  csv: () => [Papa.parse('n,v\n"a, b",1\n', { header: true, dynamicTyping: true }).data[0], Papa.unparse([{ n: 'x"', v: 2 }])],
  ulid: () => [decodeTime(ulid(1469918176385)), ulid().length],
};

export default {
  async fetch(request) {
    const name = new URL(request.url).pathname.slice(1);
    if (!Object.hasOwn(answers, name)) return new Response("Not found", { status: 404 });
    return Response.json(await answers[name]());
  },
};
