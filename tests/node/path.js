import path from "node:path";
import posix from "node:path/posix";
import win32 from "node:path/win32";
import { assertEquals, assertThrows } from "./assert.js";

export const tests = {
  "posix is what path is": () => {
    assertEquals([path.posix, path.win32], [posix, win32]);
    assertEquals(path.join("/a", "../b", "./c"), "/b/c");
    assertEquals(path.resolve("a", "..", "b"), "/b");
    assertEquals(path.relative("/a/b", "/a/c/d"), "../c/d");
    assertEquals(path.parse("/x/y.tar.gz"),
      { root: "/", dir: "/x", base: "y.tar.gz", ext: ".gz", name: "y.tar" });
    assertEquals([path.sep, path.delimiter, path.isAbsolute("a")], ["/", ":", false]);
  },

  "win32": () => {
    assertEquals(win32.join("a", "..", "b"), "b");
    assertEquals(win32.normalize("C:/x//y"), "C:\\x\\y");
    assertEquals(win32.basename("C:\\x\\y.txt", ".txt"), "y");
  },

  "what is no text is refused": () => {
    assertEquals(assertThrows(() => path.join(5), TypeError).code, "ERR_INVALID_ARG_TYPE");
  },
};
