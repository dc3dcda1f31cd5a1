#include "src/host/error_page.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace host {
namespace {

engine::ModuleGraph Graph() {
  engine::ModuleGraph graph;
  graph.modules.push_back({"src/a.js",
                           engine::ModuleKind::kESModule,
                           base::Bytes::Static("one\n\ttwo();\r\nthree"),
                           {}});
  return graph;
}

worker::Failure FailureAt(std::string_view frame) {
  worker::Failure failure;
  failure.message = "TypeError: <b>no</b>";
  failure.stack = "TypeError: <b>no</b>\n    at run (lib:1:1)\n" + std::string(frame);
  failure.request_id = "r1";
  return failure;
}

TEST(ReportFailure, FindsTheSourceLine) {
  const engine::ModuleGraph graph = Graph();
  for (const char* frame : {"    at fetch (src/a.js:2:2)", "    at src/a.js:2:2",
                            "    at async Object.fetch (src/a.js:2:2)\n    at src/a.js:1:1"}) {
    const ErrorReport report = ReportFailure(FailureAt(frame), &graph);
    EXPECT_EQ(report.file, "src/a.js");
    EXPECT_EQ(report.line, 2);
    EXPECT_EQ(report.column, 2);
    EXPECT_EQ(report.source_line, "\ttwo();");
    EXPECT_EQ(report.nearby.before, (std::vector<std::string>{"one"}));
    EXPECT_EQ(report.nearby.after, (std::vector<std::string>{"three"}));
  }
}

TEST(ReportFailure, TakesWhateverStackThereIs) {
  const engine::ModuleGraph graph = Graph();
  for (const char* frame :
       {"", "at", "    at (", "    at )", "    at :1:1", "    at src/a.js:x:y",
        "    at src/a.js:99999999999:1", "    at ::", "    at (src/b.js:1:1)"}) {
    EXPECT_EQ(ReportFailure(FailureAt(frame), &graph).file, "") << frame;
  }
  const ErrorReport past = ReportFailure(FailureAt("    at src/a.js:9:9"), &graph);
  EXPECT_EQ(past.source_line, "");
  EXPECT_EQ(ReportFailure(FailureAt("    at src/a.js:1:1"), nullptr).file, "");
  EXPECT_EQ(ReportFailure(FailureAt("    at src/a.js:-1:-1"), &graph).source_line, "one");
}

TEST(RenderHtml, EscapesEverything) {
  ErrorReport report;
  report.heading = "<h>";
  report.message = "<script>alert('&\"')</script>";
  report.stack = "x\n    at <img> (a.js:1:1)";
  report.file = "<f>";
  report.line = 1;
  report.column = 1;
  report.source_line = "<s>";
  report.request_id = "<r>";
  const std::string page = RenderHtml(report);
  for (const char* raw : {"<script", "<img", "<f>", "<s>", "<r>", "<h>"}) {
    EXPECT_EQ(page.find(raw), std::string::npos) << raw;
  }
  EXPECT_NE(page.find("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt;"),
            std::string::npos);
  EXPECT_NE(page.find("at &lt;img&gt; (a.js:1:1)"), std::string::npos);
}

TEST(RenderText, PutsACaretBelowTheColumn) {
  const engine::ModuleGraph graph = Graph();
  EXPECT_EQ(RenderText(ReportFailure(FailureAt("    at src/a.js:2:4"), &graph)),
            "Uncaught exception: TypeError: <b>no</b>\n"
            "  src/a.js:2:4\n"
            "    one\n"
            "    \ttwo();\n"
            "    \t  ^\n"
            "    three\n"
            "    at run (lib:1:1)\n    at src/a.js:2:4\n");
}

TEST(RenderText, CutsALongLineAroundTheColumn) {
  ErrorReport report;
  report.file = "a.js";
  report.line = 1;
  report.column = 500'001;
  report.source_line = std::string(500'000, 'x') + "!" + std::string(500'000, 'y');
  const std::string text = RenderText(report);
  EXPECT_LT(text.size(), 500u);
  EXPECT_NE(text.find("x!y"), std::string::npos);
  report.column = 2'000'000'000;
  EXPECT_LT(RenderText(report).size(), 500u);
}

TEST(ErrorResponse, FollowsAccept) {
  http::RequestHead request;
  std::string body;
  EXPECT_EQ(ErrorResponse(ErrorReport(), 500, request, &body).headers.Get("content-type"),
            "text/plain;charset=UTF-8");
  request.headers.Add("Accept", "application/xhtml+xml,TEXT/HTML;q=0.9");
  const http::ResponseHead head = ErrorResponse(ErrorReport(), 503, request, &body);
  EXPECT_EQ(head.status, 503);
  EXPECT_EQ(head.headers.Get("content-type"), "text/html;charset=UTF-8");
  EXPECT_TRUE(body.starts_with("<!doctype html>"));
}

}  // namespace
}  // namespace host
