#include "src/engine/engine_fixture.h"

#include "gmock/gmock.h"

namespace engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST_F(EngineTest, RunsAModuleWithImportsOfEveryKind) {
  const std::string wasm("\0asm\1\0\0\0", 8);
  EXPECT_EQ(Start({{"main.js", R"(
                      import {word} from "./lib/word.js";
                      import data from "./data.json";
                      import text from "./note.txt";
                      import bytes from "./raw.bin";
                      import module from "./empty.wasm";
                      import {answer} from "test:builtin";
                      record([word, data.n, text, bytes.byteLength,
                              module instanceof WebAssembly.Module, answer,
                              import.meta.url].join());
                      export default () => {};)"},
                   {"lib/word.js", "import '../main.js'; export const word = 'w';"},
                   {"data.json", R"({"n": 7})"},
                   {"note.txt", "té"},
                   {"raw.bin", "123"},
                   {"empty.wasm", wasm}}),
            std::nullopt);
  EXPECT_THAT(recorder_.lines,
              ElementsAre(R"(0:vars {"a":1} false)", "0:w,7,té,3,true,42,file:///main.js"));
}

TEST_F(EngineTest, RunsAServiceWorkerScript) {
  ASSERT_EQ(Start({{"main.js", "record('script ' + (this === globalThis));"}}), std::nullopt);
  EXPECT_TRUE(graph_.service_worker);
  EXPECT_THAT(recorder_.lines, ElementsAre(R"(0:vars {"a":1} true)", "0:script true"));
}

TEST_F(EngineTest, KeepsObjectsForNumbers) {
  ASSERT_EQ(Start({{"main.js", R"(
      const {newCounter, newOther, count, close} = ops;
      const [first, second] = [newCounter(), newCounter()];
      count(first, 0);
      record([count(first, 10), count(second, 10)].join());
      close(first);
      close(first);
      for (const number of [first, newOther(), 0, 4000000000]) {
        try { count(number, 0); record("found"); } catch (e) { record(e.message); }
      }
      export default 1;)"}}),
            std::nullopt);
  const std::string refused =
      "0:argument 1 of a native function: expected the number of an object that is open, found "
      "number";
  EXPECT_THAT(recorder_.lines, ElementsAre(R"(0:vars {"a":1} false)", "0:2,1", "destroyed 2",
                                           refused, refused, refused, refused));
  isolate_.reset();
  EXPECT_EQ(recorder_.lines.back(), "destroyed 1");
}

TEST_F(EngineTest, DestroysAnObjectWithItsOwner) {
  ASSERT_EQ(Start({{"main.js", R"(
      const kept = {};
      (() => {
        const {newCounter, count, closeWith} = ops;
        const handle = newCounter();
        count(handle, 1000000);
        closeWith({}, handle);
        closeWith(kept, newCounter());
      })();
      let garbage;
      for (let i = 0; i < 2000000; ++i) garbage = [i, {}];
      export default () => [garbage, kept];)"}}),
            std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre(R"(0:vars {"a":1} false)", "destroyed 1"));
}

TEST_F(EngineTest, CountsWhatObjectsTake) {
  ASSERT_EQ(Start({{"main.js", R"(
      const {newCounter, count} = ops;
      const handle = newCounter();
      export default (argument) => count(handle, argument);)"}}),
            std::nullopt);
  const uint32_t scope = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(scope, 100 << 20), std::nullopt);
  EXPECT_GT(isolate_->memory_bytes(), size_t{100} << 20);
  EXPECT_EQ(isolate_->termination(), Termination::kNone);
  Dispatch(scope, 200 << 20);
  EXPECT_EQ(isolate_->termination(), Termination::kMemory);
}

TEST_F(EngineTest, ReportsASyntaxErrorWithItsPlace) {
  auto loaded = Load({{"main.js", "export default {\n  fetch() { return 1 +; }\n}"}});
  auto& error = std::get<GraphError>(loaded);
  ASSERT_TRUE(error.exception.has_value());
  EXPECT_EQ(error.exception->file, "main.js");
  EXPECT_EQ(error.exception->line, 2);
  EXPECT_EQ(error.exception->column, 23);
  EXPECT_EQ(error.exception->source_line, "  fetch() { return 1 +; }");
  EXPECT_THAT(error.exception->Describe(), StartsWith("main.js:2:23: SyntaxError:"));
}

TEST_F(EngineTest, ReportsAMissingImportWithItsPlace) {
  auto loaded = Load({{"main.js", "\nimport './gone.js';"}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(),
              StartsWith("main.js:2:8: no such file: gone.js"));
}

TEST_F(EngineTest, ReportsABareSpecifier) {
  auto loaded = Load({{"main.js", "import 'hono';"}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(), HasSubstr("must be bundled"));
}

TEST_F(EngineTest, ReportsAMissingExport) {
  auto loaded = Load({{"main.js", "import {b} from './a.js'; export default b"}, {"a.js", ""}});
  EXPECT_THAT(std::get<GraphError>(loaded).status.message(), HasSubstr("does not provide"));
}

TEST_F(EngineTest, ReportsAnExceptionOfTheTopLevelWithTheWorkersOwnFiles) {
  auto exception =
      Start({{"main.js", "import './lib.js'; export default 1"},
             {"lib.js", "function boom() {\n  throw new TypeError('x');\n}\nboom();"}});
  ASSERT_TRUE(exception.has_value());
  EXPECT_EQ(exception->message, "TypeError: x");
  EXPECT_THAT(exception->stack, HasSubstr("at boom (lib.js:2:9)"));
}

TEST_F(EngineTest, ReportsATopLevelAwaitThatNeverEnds) {
  auto exception = Start({{"main.js", "await new Promise(() => {}); export default 1"}});
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, HasSubstr("top-level await"));
}

TEST_F(EngineTest, CodeCacheIsMadeAndTaken) {
  ASSERT_EQ(Start({{"main.js", "export default () => {}"}}), std::nullopt);
  EXPECT_FALSE(graph_.modules.front().code_cache.empty());
}

TEST_F(EngineTest, TheAsynchronousContextFollowsTheInvocation) {
  ASSERT_EQ(Start({{"main.js", R"(export default async () => {
                      await null;
                      const {value} = await ops.read();
                      record(String(value));
                    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  const uint32_t first = isolate_->OpenScope();
  const uint32_t second = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(first), std::nullopt);
  EXPECT_EQ(Dispatch(second), std::nullopt);
  ASSERT_EQ(isolate_->pending(), 2u);
  recorder_.reads[1].Resolve(base::Bytes::Static("b"));
  recorder_.reads[0].Resolve(base::Bytes::Static("a"));
  EXPECT_TRUE(isolate_->HasWork());
  {
    Turn turn(*isolate_, kWallMillis, budget_);
    turn.Drain();
  }
  EXPECT_THAT(recorder_.lines,
              ElementsAre(std::to_string(second) + ":98", std::to_string(first) + ":97"));
  EXPECT_EQ(isolate_->pending(), 0u);
}

TEST_F(EngineTest, ClosingAScopeForgetsItsPromises) {
  ASSERT_EQ(Start({{"main.js", "export default () => ops.read().then(() => record('late'))"}}),
            std::nullopt);
  recorder_.lines.clear();
  const uint32_t scope = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(scope), std::nullopt);
  isolate_->CloseScope(scope);
  EXPECT_EQ(isolate_->pending(), 0u);
  recorder_.reads[0].Resolve(std::nullopt);
  Turn turn(*isolate_, kWallMillis, budget_);
  turn.Drain();
  EXPECT_TRUE(recorder_.lines.empty());
}

TEST_F(EngineTest, ADroppedResolverRejects) {
  ASSERT_EQ(Start({{"main.js", "export default () => ops.read().catch(e => record(e.message))"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(isolate_->OpenScope()), std::nullopt);
  recorder_.reads.clear();
  Turn turn(*isolate_, kWallMillis, budget_);
  turn.Drain();
  EXPECT_THAT(recorder_.lines, ElementsAre(HasSubstr("dropped")));
}

TEST_F(EngineTest, OpsCheckAndConvert) {
  ASSERT_EQ(Start({{"main.js", R"(
    const attempt = (f) => { try { return JSON.stringify(f()) } catch (e) { return String(e) } };
    export default () => {
      const {half, reversed, sum, maybe, octets} = ops;
      record(attempt(() => half(3)));
      record(attempt(() => half("3")));
      record(attempt(() => half(-1)));
      record(attempt(() => reversed(["a", "é", "\ud83d\ude00"])));
      record(attempt(() => sum(new Uint8Array([1, 2, 3]))));
      record(attempt(() => sum(new Uint8Array(1000).fill(2).subarray(10, 510))));
      record(attempt(() => [maybe(), maybe("x")]));
      record(attempt(() => octets("\u00ff")));
      record(attempt(() => octets("\u0100")));
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(
      recorder_.lines,
      ElementsAre(
          "0:1.5", "0:TypeError: argument 1 of a native function: expected a number, found string",
          "0:RangeError: a negative number has no half here", R"(0:["😀","é","a"])", "0:6", "0:1000",
          R"(0:[null,"x"])", "0:\"ÿ\"", HasSubstr("expected a string of code units 0 to 255")));
}

TEST_F(EngineTest, TheClockStandsStillInATurn) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      record(String(Date.now())); record(new Date().toISOString()); })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:1700000000123", "0:2023-11-14T22:13:20.123Z"));
}

TEST_F(EngineTest, CodeFromStringsIsRefused) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      for (const f of [() => eval("1"), () => new Function("return 1")]) {
                        try { f(); record("ran") } catch (e) { record(String(e)) }
                      } })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  const std::string refused =
      "0:EvalError: Code generation from strings disallowed for this context";
  EXPECT_THAT(recorder_.lines, ElementsAre(refused, refused));
}

TEST_F(EngineTest, StructuredCloneCopiesAndTransfers) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      const buffer = new ArrayBuffer(8);
      const cycle = {map: new Map([[1, new Date(5)]]), buffer};
      cycle.self = cycle;
      const clone = ops.structuredClone(cycle, [buffer]);
      record([clone !== cycle, clone.self === clone, clone.map.get(1).getTime(),
              buffer.byteLength, clone.buffer.byteLength].join());
      try { ops.structuredClone(() => {}, []) } catch (e) { record(e.message) }
      try { ops.structuredClone(1, [buffer]) } catch (e) { record(e.message) }
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:true,true,5,0,8", HasSubstr("could not be cloned"),
                                           HasSubstr("already detached")));
}

TEST_F(EngineTest, StructuredCloneAsksAboutPlatformObjects) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      class Thing { constructor(name) { this.name = name } }
      const asked = [];
      const cloneThing = (object) => {
        asked.push(object.constructor.name);
        if (object.name === "bad") throw new RangeError("bad thing");
        return object instanceof Thing ? new Thing(object.name + "'") : undefined;
      };
      const newError = (message) => new SyntaxError(message);
      const clone = (value) => ops.structuredClone(value, [], cloneThing, newError);
      const a = new Thing("a");
      const copy = clone({a, again: a, b: [new Thing("b")], other: new (class Other { x = 1 }),
                          map: new Map()});
      record([copy.a.name, copy.a === copy.again, copy.b[0].name, copy.other.x].join());
      record(asked.join());
      try { clone([new Thing("bad")]) } catch (e) { record(String(e)) }
      try { clone([() => 1]) } catch (e) { record(e.name) }
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:a',true,b',1", "0:Thing,Thing,Other",
                                           "0:RangeError: bad thing", "0:SyntaxError"));
}

TEST_F(EngineTest, SerializeGivesOctetsThatAnotherReads) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      class Thing { constructor(place) { this.place = place } }
      const newError = (message) => new SyntaxError(message);
      const placeOf = (object) => (object instanceof Thing ? object.place : undefined);
      const value = {list: [1, new Thing(7)], map: new Map([["k", new Thing(8)]]), n: 5n};
      const octets = ops.serialize(value, placeOf, newError);
      const copy = ops.deserialize(octets, Array.from({length: 9}, (_, place) => ({made: place})));
      record([octets instanceof Uint8Array, copy.list[1].made, copy.map.get("k").made,
              copy.n].join());
      try { ops.serialize(() => 1, placeOf, newError) } catch (e) { record(e.name) }
      try { ops.deserialize(octets, []) } catch (e) { record(e.message) }
      for (const wrong of [new Uint8Array(0), octets.subarray(0, 9)]) {
        try { record(String(ops.deserialize(wrong, []))) } catch (e) { record("refused") }
      }
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:true,7,8,5", "0:SyntaxError",
                                           "0:an unknown reference", "0:refused", "0:refused"));
}

TEST_F(EngineTest, TypeNameLooksAtInternalSlots) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      const disguised = Object.setPrototypeOf(new Map(), Date.prototype);
      record([disguised, new Proxy([], {}), [], new Uint8Array(1), new RangeError("x"), 5, null,
              {get [Symbol.toStringTag]() { throw 1 }}, function* () {}(), Object(1n)]
          .map(ops.typeName).join());
      record(ops.ownNonIndexKeys(Object.assign([1, 2], {a: 1, [Symbol.iterator]: 2})).map(String)
                 .join());
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines,
              ElementsAre("0:Map,Proxy,Array,TypedArray,Error,,,Object,Generator,BigInt",
                          "0:a,Symbol(Symbol.iterator)"));
}

TEST_F(EngineTest, ErrorsTellWhereTheyWereMade) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
      record(String(ops.errorPosition(new Error("x"))));
      record(String(ops.errorPosition({stack: "at main.js:1:1"})));
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(0), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("0:main.js,2,39", "0:undefined"));
}

TEST_F(EngineTest, LazyTextsAreCompiledWhenTheyAreAskedFor) {
  const std::map<std::string, std::string> files = {{"main.js", R"(export default () => {
      const sum = ops.lazyFunction("sum", "atoll:sum", ["a", "b"]);
      record(String(sum(1, 2)));
      ops.keepLazyCode("sum", sum);
      record(String(ops.lazyFunction("none", "atoll:none", [])));
      try { ops.lazyFunction("broken", "atoll:broken", []); } catch (e) { record(e.name); }
      record(String(ops.lazyNative("native:lazy").later()));
      record(String(ops.lazyNative("native:test")));
    })"}};
  for (int i = 0; i < 2; ++i) {  // the second isolate has the code of the first
    ASSERT_EQ(Start(files), std::nullopt);
    recorder_.lines.clear();
    EXPECT_EQ(Dispatch(0), std::nullopt);
    EXPECT_THAT(recorder_.lines,
                ElementsAre("0:3", "0:undefined", "0:SyntaxError", "0:7", "0:undefined"));
  }
}

TEST_F(EngineTest, AModuleOfNodeNeedsTheGraphToHaveIt) {
  auto load = [&](NodeCompat node) {
    return LoadModuleGraph(
        *snapshot_, "main.js",
        [](std::string_view) -> absl::StatusOr<ModuleSource> {
          ModuleSource source;
          source.contents = base::Bytes(std::string("import {node} from 'test:node';"));
          return source;
        },
        node);
  };
  auto refused = load(NodeCompat::kModules);
  ASSERT_TRUE(std::holds_alternative<GraphError>(refused));
  EXPECT_EQ(std::get<GraphError>(refused).status.message(),
            "main.js:1:20: test:node is not supported");
  auto granted = load(NodeCompat::kFull);
  ASSERT_TRUE(std::holds_alternative<ModuleGraph>(granted)) << std::get<GraphError>(granted).status;
  EXPECT_EQ(std::get<ModuleGraph>(granted).node, NodeCompat::kFull);
}

TEST_F(EngineTest, AnAsyncContextThatHoldsMoreStillHasItsScope) {
  ASSERT_EQ(Start({{"main.js", R"(export default async () => {
      record(String(ops.asyncContext()));
      ops.setAsyncContext([ops.invocation(), "more"]);
      record(String(ops.invocation()));
      await null;
      record(ops.asyncContext()[1] + ops.invocation());
      ops.setAsyncContext(["junk"]);
      record(String(ops.invocation()));
    })"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(isolate_->OpenScope()), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("1:1", "1:1", "1:more1", "0:0"));
}

TEST_F(EngineTest, DynamicImportsResolveWithinTheGraph) {
  ASSERT_EQ(Start({{"main.js", R"(
                      import "./b.js";
                      export default async () => {
                        record((await import("./b.js")).b);
                        await import("./c.js").catch((e) => record(e.message));
                      };)"},
                   {"b.js", "export const b = 'bee'"}}),
            std::nullopt);
  recorder_.lines.clear();
  EXPECT_EQ(Dispatch(isolate_->OpenScope()), std::nullopt);
  EXPECT_THAT(recorder_.lines, ElementsAre("1:bee", HasSubstr("No such module \"c.js\"")));
}

TEST_F(EngineTest, UnhandledRejectionsAreTold) {
  ASSERT_EQ(Start({{"main.js", R"(export default () => {
                      Promise.reject(new Error("lost"));
                      ops.markPromiseHandled(Promise.reject(new Error("known")));
                      Promise.reject(new Error("found")).catch(() => {}); })"}}),
            std::nullopt);
  EXPECT_EQ(Dispatch(0), std::nullopt);
  ASSERT_EQ(rejections_.size(), 1u);
  EXPECT_EQ(rejections_[0].reason.message, "Error: lost");
}

TEST_F(EngineTest, ARejectionIsOfTheScopeThatItHappensIn) {
  ASSERT_EQ(Start({{"main.js", "export default () => Promise.resolve().then(() => { throw 1 })"}}),
            std::nullopt);
  const uint32_t scope = isolate_->OpenScope();
  EXPECT_EQ(Dispatch(scope), std::nullopt);
  ASSERT_EQ(rejections_.size(), 1u);
  EXPECT_EQ(rejections_[0].scope, scope);
}

TEST_F(EngineTest, AnExceptionOfACallIsReturned) {
  ASSERT_EQ(Start({{"main.js", "export default () => null.x"}}), std::nullopt);
  auto exception = Dispatch(0);
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, StartsWith("TypeError: Cannot read properties of null"));
  EXPECT_THAT(exception->stack, HasSubstr("main.js:1:"));
}

TEST_F(EngineTest, DeepRecursionIsARangeError) {
  ASSERT_EQ(Start({{"main.js", "const f = () => f() + 1; export default f"}}), std::nullopt);
  auto exception = Dispatch(0);
  ASSERT_TRUE(exception.has_value());
  EXPECT_THAT(exception->message, StartsWith("RangeError: Maximum call stack"));
}

TEST(ResolveSpecifierTest, FollowsPaths) {
  EXPECT_EQ(*ResolveSpecifier("./b.js", "src/a.js"), "src/b.js");
  EXPECT_EQ(*ResolveSpecifier("../b.js", "src/a.js"), "b.js");
  EXPECT_EQ(*ResolveSpecifier("/lib/b.js", "src/a.js"), "lib/b.js");
  EXPECT_FALSE(ResolveSpecifier("../../b.js", "src/a.js").ok());
  EXPECT_FALSE(ResolveSpecifier("hono", "src/a.js").ok());
}

}  // namespace
}  // namespace engine
