import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";

function hex(buffer) {
  return [...new Uint8Array(buffer)].map((octet) => octet.toString(16).padStart(2, "0")).join("");
}

const ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

export const tests = {
  "what is written is hashed": async () => {
    const stream = new crypto.DigestStream("SHA-256");
    assert(stream instanceof WritableStream);
    const writer = stream.getWriter();
    await writer.write(new Uint8Array([97]));
    await writer.write(new Uint8Array([98]).buffer);
    await writer.write("c");
    assertEquals(stream.bytesWritten, 3);
    await writer.close();
    const digest = await stream.digest;
    assert(digest instanceof ArrayBuffer);
    assertEquals(hex(digest), ABC);
  },

  "a body is piped through it": async () => {
    for (const [name, expected] of [["sha-256", ABC], ["MD5", "900150983cd24fb0d6963f7d28e17f72"]]) {
      const stream = new crypto.DigestStream({ name });
      await new Response("abc").body.pipeTo(stream);
      assertEquals(hex(await stream.digest), expected);
    }
  },

  "a stream that is aborted has no digest": async () => {
    const stream = new crypto.DigestStream("SHA-1");
    await stream.abort(new RangeError("no more"));
    await assertRejects(stream.digest, RangeError);
  },

  "other chunks break it": async () => {
    const stream = new crypto.DigestStream("SHA-1");
    const writer = stream.getWriter();
    writer.closed.catch(() => {});
    await assertRejects(writer.write(7), TypeError);
    await assertRejects(stream.digest, TypeError);
  },

  "it takes a hash": () => {
    assertThrows(() => new crypto.DigestStream("AES-GCM"), "NotSupportedError");
    assertThrows(() => new crypto.DigestStream(), TypeError);
  },
};
