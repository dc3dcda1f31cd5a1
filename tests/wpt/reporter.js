// Runs after the harness and before the test: collects what becomes of the subtests.
//
// `wptReport` is a promise of {status, message, tests: [[name, status, message]]}. Statuses are the
// harness's: 0 pass, 1 fail, 2 time-out, 3 not run, 4 precondition failed. The report's own `status`
// is 0 when the harness completed, and 2 when the time was over before.

const wptReport = new Promise((done) => {
  const subtests = [];
  add_result_callback((test) => {
    subtests.push([test.name, test.status, test.message ?? ""]);
  });
  const timer = setTimeout(
    () => done({ status: 2, message: "the time is over", tests: subtests }),
    wptSettings.millis);
  add_completion_callback((tests, harness) => {
    clearTimeout(timer);
    const all = tests.map((test) => [test.name, test.status, test.message ?? ""]);
    done({ status: harness.status, message: harness.message ?? "", tests: all });
  });
});
