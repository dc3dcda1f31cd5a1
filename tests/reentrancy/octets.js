// Blobs, files, clones and compression.

import { assert, assertEquals, assertRejects, assertThrows } from "./assert.js";
import {
  asPrimitive, asText, attempt, detach, iterableOf, resizable, settles, utf8, whileThenIsRead,
  withGetter,
} from "./reenter.js";

async function textOfBlob(blob) {
  return await blob.text();
}

const FORMATS = ["deflate", "deflate-raw", "gzip", "brotli", "zstd"];
const compressing = {};
for (const format of FORMATS) {
  compressing[`${format}: chunks that are detached once they were written`] = async () => {
    const { readable, writable } = new CompressionStream(format);
    const writer = writable.getWriter();
    const big = new Uint8Array(100_000).fill(65);
    const writing = writer.write(big).catch(() => {});
    detach(big);
    writer.write(utf8("x")).catch(() => {});
    writer.close().catch(() => {});
    await settles(() => new Response(readable.pipeThrough(new DecompressionStream(format))).text(),
      (text) => text === "x" || text.length === 100_001);
    await writing;
  };
  compressing[`${format}: a reader that cancels while it is given something`] = async () => {
    const packed = await new Response(
      new Response("A".repeat(3_000_000)).body.pipeThrough(new CompressionStream(format))).bytes();
    const { readable, writable } = new DecompressionStream(format);
    const reader = readable.getReader();
    const writer = writable.getWriter();
    let count = 0;
    await whileThenIsRead(() => {
      if (++count === 2) attempt(() => reader.cancel(new TypeError("enough")));
    }, async () => {
      const reading = reader.read();
      const writing = [writer.write(packed), writer.close()];
      await settles(() => reading);
      for (const promise of writing) await settles(() => promise);
    });
  };
}

export const tests = {
  ...compressing,

  "compression refuses chunks that can be resized": async () => {
    const { readable, writable } = new CompressionStream("gzip");
    const writing = writable.getWriter().write(resizable(8));
    await assertRejects(new Response(readable).text(), TypeError);
    await assertRejects(writing, TypeError);
  },

  "decompression that waits for its reader has its own octets": async () => {
    const packed = await new Response(
      new Response("B".repeat(8_000_000)).body.pipeThrough(new CompressionStream("gzip"))).bytes();
    const { readable, writable } = new DecompressionStream("gzip");
    const writer = writable.getWriter();
    writer.write(packed).catch(() => {});
    writer.close().catch(() => {});
    const reader = readable.getReader();
    let size = (await reader.read()).value.length;
    packed.fill(0);
    detach(packed);
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      size += value.length;
    }
    assertEquals(size, 8_000_000);
  },

  "a transform that is aborted while it puts something out": async () => {
    const { readable, writable } = new CompressionStream("deflate-raw");
    const writer = writable.getWriter();
    const reader = readable.getReader();
    await whileThenIsRead(() => attempt(() => writer.abort(new TypeError("stop"))), async () => {
      const reading = reader.read();
      const writing = writer.write(crypto.getRandomValues(new Uint8Array(60_000)));
      await settles(() => reading);
      await settles(() => writing);
    });
    await settles(() => writer.closed);
  },

  "parts of a Blob that are detached by later parts": async () => {
    const octets = utf8("abc");
    const blob = new Blob(iterableOf([octets, "x"], (i) => i === 1 && detach(octets)));
    assert(["x", "abcx"].includes(await blob.text()));
  },

  "parts of a Blob that are resized by later parts": async () => {
    const octets = resizable(64).fill(65);
    const blob = new Blob([octets, asText(() => octets.buffer.resize(2), "x")]);
    assertEquals(await textOfBlob(blob), "AAx");
  },

  "parts of a Blob that grow by later parts": async () => {
    const octets = resizable(2).fill(65);
    const blob = new Blob([octets, asText(() => octets.buffer.resize(64), "x")]);
    assertEquals(blob.size, 65);
  },

  "parts of a Blob that are changed by its options": async () => {
    const octets = utf8("abc");
    const blob = new Blob([octets], withGetter({}, "type", () => octets.fill(122), "a/b"));
    assert(["abc", "zzz"].includes(await blob.text()));
    const other = utf8("abc");
    const empty = new Blob([other, "x"], withGetter({}, "endings", () => detach(other), "native"));
    assert(["x", "abcx"].includes(await empty.text()));
  },

  "a Blob keeps its octets": async () => {
    const octets = utf8("abc");
    const blob = new Blob([octets, octets.buffer]);
    octets.fill(0);
    detach(octets);
    assertEquals(await blob.text(), "abcabc");
    const copy = await blob.bytes();
    copy.fill(0);
    assertEquals(await blob.text(), "abcabc");
  },

  "the parts of a Blob are an array that shrinks while it is read": async () => {
    const parts = ["a", asText(() => parts.splice(0), "b"), "c"];
    assertEquals(await new Blob(parts).text(), "ab");
  },

  "slice() of a Blob whose bounds slice": async () => {
    const blob = new Blob(["abcdef"]);
    const piece = blob.slice(asPrimitive(() => blob.slice(1), 1),
      asPrimitive(() => blob.slice(2), 3), asText(() => blob.slice(3), "A/B"));
    assertEquals([await piece.text(), piece.type], ["bc", "a/b"]);
  },

  "a File whose name and date detach its parts": async () => {
    const octets = utf8("abc");
    const file = new File([octets], asText(() => octets.fill(65), "n"),
      withGetter({}, "lastModified", () => detach(octets), 5));
    assertEquals([file.name, file.lastModified], ["n", 5]);
    assert(["", "abc", "AAA"].includes(await file.text()));
  },

  "a clone whose getter detaches what is transferred": () => settles(() => {
    const buffer = new ArrayBuffer(8);
    const value = withGetter({ buffer }, "a", () => detach(buffer), 1);
    return structuredClone(value, { transfer: [buffer] });
  }),

  "a clone whose getter detaches what is copied later": () => settles(() => {
    const octets = new Uint8Array(16).fill(1);
    const value = { get a() {
      detach(octets);
      return 1;
    }, octets };
    return structuredClone(value);
  }, ({ octets }) => octets.length === 0),

  "a clone whose getter shrinks what is copied": () => settles(() => {
    const octets = resizable(4096).fill(7);
    const value = { first: octets, get a() {
      octets.buffer.resize(1);
      return 1;
    }, last: octets };
    return structuredClone(value);
  }),

  "a clone whose getter puts a view out of bounds": () => settles(() => {
    const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
    const view = new DataView(buffer, 32, 16);
    return structuredClone({ get a() {
      buffer.resize(4);
      return 1;
    }, view });
  }),

  "a clone whose getter clones it": () => {
    let depth = 0;
    const value = { get a() {
      return ++depth < 20 ? structuredClone(value) : depth;
    } };
    structuredClone(value);
    assertEquals(depth, 20);
  },

  "a clone whose getter adds members and takes others away": () => {
    const value = { get a() {
      value.z = 1;
      delete value.b;
      return 1;
    }, b: 2, c: 3 };
    const clone = structuredClone(value);
    assertEquals([clone.a, clone.b, clone.c], [1, undefined, 3]);
  },

  "a clone of a map whose values change it": () => {
    const map = new Map([["a", { get x() {
      map.clear();
      map.set("c", 3);
      return 1;
    } }], ["b", 2]]);
    const clone = structuredClone(map);
    assert(clone.get("a").x === 1);
  },

  "a clone of an array whose getter empties it": () => settles(() => {
    const array = [1, { get x() {
      array.length = 0;
      return 2;
    } }, 3, 4];
    return structuredClone(array);
  }),

  "transfers that an iterator detaches": () => settles(() => {
    const one = new ArrayBuffer(8);
    const two = new ArrayBuffer(8);
    return structuredClone({ one, two },
      { transfer: iterableOf([one, two], (i) => i === 1 && detach(one)) });
  }),

  "transfers that come twice": () => {
    const buffer = new ArrayBuffer(8);
    assertThrows(() => structuredClone(buffer, { transfer: [buffer, buffer] }), "DataCloneError");
    assertEquals(buffer.byteLength, 8);
  },

  "a clone whose getter throws leaves transfers alone": () => {
    const buffer = new ArrayBuffer(8);
    assertThrows(() => structuredClone(withGetter({}, "a", () => {
      throw new RangeError("no");
    }), { transfer: [buffer] }), RangeError);
    assertEquals(buffer.byteLength, 8);
  },

  "a FileReader whose listeners abort it and read again": async () => {
    const reader = new FileReader();
    const seen = [];
    await new Promise((done) => {
      reader.onloadstart = () => {
        reader.onloadstart = null;
        reader.abort();
        attempt(() => reader.readAsText(new Blob(["second"])));
      };
      reader.onabort = () => seen.push("abort");
      reader.onload = () => {
        seen.push(reader.result);
        done();
      };
      reader.readAsArrayBuffer(new Blob(["first"]));
    });
    assertEquals(seen, ["abort", "second"]);
  },
};
