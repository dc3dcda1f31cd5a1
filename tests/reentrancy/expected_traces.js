// The traces of stream_traces.js as the Streams standard has them; README.md says where they come from.

export default {
  "a ReadableStream whose start: enqueue":
    "start first put first+ put second second+ last last+ true",
  "a stream of bytes whose start: enqueue":
    "start first put first+ put second second+ last last+ true",
  "a ReadableStream whose start: close":
    "start first first+ second second+ last last+ true",
  "a stream of bytes whose start: close":
    "start first first+ second second+ last last+ true",
  "a ReadableStream whose start: error":
    "start first first-Broken second second-Broken last last-Broken true",
  "a stream of bytes whose start: error":
    "start first first-Broken second second-Broken last last-Broken true",
  "a ReadableStream whose start: release":
    "start first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: release":
    "start first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: cancel":
    "start first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: cancel":
    "start first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: read":
    "start first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: read":
    "start first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: tee":
    "start!RangeError first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: tee":
    "start!RangeError first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: respond":
    "start first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: respond":
    "start first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: release and tee":
    "start!RangeError first put first+ put put second second+ last last+ true",
  "a stream of bytes whose start: release and tee":
    "start!RangeError first put first+ put put second second+ last last+ true",
  "a ReadableStream whose start: close and cancel":
    "start first first+ second second+ last last+ true",
  "a stream of bytes whose start: close and cancel":
    "start first first+ second second+ last last+ true",
  "a ReadableStream whose start: error and throw":
    "start!TypeError first first-Broken second second-Broken last last-Broken true",
  "a stream of bytes whose start: error and throw":
    "start!TypeError first first-Broken second second-Broken last last-Broken true",
  "a ReadableStream whose pull: enqueue":
    "first pull put first+ pull put second second+ last last+ true",
  "a stream of bytes whose pull: enqueue":
    "first pull put first+ pull put second second+ last last+ true",
  "a ReadableStream whose pull: close":
    "first pull put!TypeError first+ second second+ last last+ true",
  "a stream of bytes whose pull: close":
    "first pull put!TypeError second last last+ true",
  "a ReadableStream whose pull: error":
    "first pull put!TypeError first-Broken second second-Broken last last-Broken true",
  "a stream of bytes whose pull: error":
    "first pull put!TypeError first-Broken second second-Broken last last-Broken true",
  "a ReadableStream whose pull: release":
    "first pull put first-TypeError second second-TypeError last last-TypeError false",
  "a stream of bytes whose pull: release":
    "first pull put first-TypeError second second-TypeError last last-TypeError false",
  "a ReadableStream whose pull: cancel":
    "first pull put!TypeError first+ pull+ second second+ last last+ true",
  "a stream of bytes whose pull: cancel":
    "first pull put!TypeError first+ pull+ second second+ last last+ true",
  "a ReadableStream whose pull: read":
    "first pull put first+ pull put pull+ pull put pull+ put pull+ put put second second+ last last+ true",
  "a stream of bytes whose pull: read":
    "first pull put first+ pull put pull+ pull put pull+ put pull+ put put second second+ last last+ true",
  "a ReadableStream whose pull: tee":
    "first pull!TypeError put first+ pull!TypeError put pull!TypeError put second second+ last last+ true",
  "a stream of bytes whose pull: tee":
    "first pull!TypeError put first+ pull!TypeError put pull!TypeError put second second+ last last+ true",
  "a ReadableStream whose pull: respond":
    "first pull put first+ pull put pull put second second+ last last+ true",
  "a stream of bytes whose pull: respond":
    "first pull put first+ pull put second second+ last last+ true",
  "a ReadableStream whose pull: release and tee":
    "first pull put first-TypeError pull!TypeError put second second-TypeError last last-TypeError true",
  "a stream of bytes whose pull: release and tee":
    "first pull put first-TypeError second second-TypeError last last-TypeError true",
  "a ReadableStream whose pull: close and cancel":
    "first pull put!TypeError first+ pull+ second second+ last last+ true",
  "a stream of bytes whose pull: close and cancel":
    "first pull put!TypeError pull+ second last last+ true",
  "a ReadableStream whose pull: error and throw":
    "first pull!TypeError put!TypeError first-Broken second second-Broken last last-Broken true",
  "a stream of bytes whose pull: error and throw":
    "first pull!TypeError put!TypeError first-Broken second second-Broken last last-Broken true",
  "a ReadableStream whose cancel: enqueue":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a stream of bytes whose cancel: enqueue":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a ReadableStream whose cancel: close":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a stream of bytes whose cancel: close":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a ReadableStream whose cancel: error":
    "first put first+ put put second second+ cancel last last+ true",
  "a stream of bytes whose cancel: error":
    "first put first+ put put second second+ cancel last last+ true",
  "a ReadableStream whose cancel: release":
    "first put first+ put put second second+ cancel last last+ false",
  "a stream of bytes whose cancel: release":
    "first put first+ put put second second+ cancel last last+ false",
  "a ReadableStream whose cancel: cancel":
    "first put first+ put put second second+ cancel last cancel+ last+ true",
  "a stream of bytes whose cancel: cancel":
    "first put first+ put put second second+ cancel last cancel+ last+ true",
  "a ReadableStream whose cancel: read":
    "first put first+ put put second second+ cancel last cancel+ last+ true",
  "a stream of bytes whose cancel: read":
    "first put first+ put put second second+ cancel last cancel+ last+ true",
  "a ReadableStream whose cancel: tee":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a stream of bytes whose cancel: tee":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a ReadableStream whose cancel: respond":
    "first put first+ put put second second+ cancel last last+ true",
  "a stream of bytes whose cancel: respond":
    "first put first+ put put second second+ cancel last last+ true",
  "a ReadableStream whose cancel: release and tee":
    "first put first+ put put second second+ cancel last last+ true",
  "a stream of bytes whose cancel: release and tee":
    "first put first+ put put second second+ cancel last last+ true",
  "a ReadableStream whose cancel: close and cancel":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a stream of bytes whose cancel: close and cancel":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a ReadableStream whose cancel: error and throw":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a stream of bytes whose cancel: error and throw":
    "first put first+ put put second second+ cancel!TypeError last last+ true",
  "a ReadableStream whose size: enqueue":
    "first put first+ size put second second+ last last+ true",
  "a ReadableStream whose size: close":
    "first put first+ size put second second+ last last+ true",
  "a ReadableStream whose size: error":
    "first put first+ size put second second-Broken last last-Broken true",
  "a ReadableStream whose size: release":
    "first put first+ size put second second-TypeError last last-TypeError false",
  "a ReadableStream whose size: cancel":
    "first put first+ size put size+ second second+ last last+ true",
  "a ReadableStream whose size: read":
    "first put first+ size put put size+ size put second put second+ size+ last last+ true",
  "a ReadableStream whose size: tee":
    "first put first+ size!TypeError put size!TypeError put second second+ last last+ true",
  "a ReadableStream whose size: respond":
    "first put first+ size put size put second second+ last last+ true",
  "a ReadableStream whose size: release and tee":
    "first put first+ size put size!TypeError put second second-TypeError last last-TypeError true",
  "a ReadableStream whose size: close and cancel":
    "first put first+ size put size+ second second+ last last+ true",
  "a ReadableStream whose size: error and throw":
    "first put first+ size!TypeError put second second-Broken last last-Broken true",
  "a WritableStream whose start: write":
    "start first first+ second closing second+ closing+ last last+ true",
  "a WritableStream whose start: close":
    "start first first+ second closing second+ closing+ last last+ true",
  "a WritableStream whose start: abort":
    "start first first+ second closing second+ closing+ last last+ true",
  "a WritableStream whose start: release":
    "start first first+ second closing second+ closing+ last last+ true",
  "a WritableStream whose start: error":
    "start first first-Broken second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose start: error and throw":
    "start!TypeError first first-Broken second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose start: release and abort":
    "start first first+ second closing second+ closing+ last last+ true",
  "a WritableStream whose write: write":
    "first write write first+ write write+ write+ write+ second closing second+ closing+ last last+ true",
  "a WritableStream whose write: close":
    "first write first+ write+ second closing second-TypeError closing-TypeError last last+ true",
  "a WritableStream whose write: abort":
    "first signal write first+ write+ second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose write: release":
    "first write first+ second closing second-TypeError closing-TypeError last last-TypeError false",
  "a WritableStream whose write: error":
    "first write first+ second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose write: error and throw":
    "first write!TypeError first+ second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose write: release and abort":
    "first signal write first+ write+ second closing second-TypeError closing-TypeError last last-TypeError false",
  "a WritableStream whose close: write":
    "first first+ second closing close second+ close-TypeError closing+ last last+ true",
  "a WritableStream whose close: close":
    "first first+ second closing close second+ close-TypeError closing+ last last+ true",
  "a WritableStream whose close: abort":
    "first first+ second closing signal close second+ closing+ close+ last last+ true",
  "a WritableStream whose close: release":
    "first first+ second closing close second+ closing+ last last-TypeError false",
  "a WritableStream whose close: error":
    "first first+ second closing close second+ closing+ last last+ true",
  "a WritableStream whose close: error and throw":
    "first first+ second closing close!TypeError second+ closing+ last last+ true",
  "a WritableStream whose close: release and abort":
    "first first+ second closing signal close second+ closing+ close+ last last-TypeError false",
  "a WritableStream whose abort: write":
    "first first+ second signal aborting abort second+ abort-a aborting+ last last+ true",
  "a WritableStream whose abort: close":
    "first first+ second signal aborting abort second+ abort-TypeError aborting+ last last+ true",
  "a WritableStream whose abort: abort":
    "first first+ second signal aborting abort second+ abort+ aborting+ last last+ true",
  "a WritableStream whose abort: release":
    "first first+ second signal aborting abort second+ aborting+ last last-TypeError false",
  "a WritableStream whose abort: error":
    "first first+ second signal aborting abort second+ aborting+ last last+ true",
  "a WritableStream whose abort: error and throw":
    "first first+ second signal aborting abort!TypeError second+ aborting+ last last+ true",
  "a WritableStream whose abort: release and abort":
    "first first+ second signal aborting abort second+ abort+ aborting+ last last-TypeError false",
  "a WritableStream whose size: write":
    "size first size+ first+ size second closing size+ second+ closing+ last last+ true",
  "a WritableStream whose size: close":
    "size first first-TypeError size+ second closing second-TypeError closing-TypeError last last+ true",
  "a WritableStream whose size: abort":
    "signal size first first-Broken size+ second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose size: release":
    "size first first-TypeError second closing second-TypeError closing-TypeError last last-TypeError false",
  "a WritableStream whose size: error":
    "size first first-Broken second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose size: error and throw":
    "size!TypeError first first-Broken second closing second-Broken closing-TypeError last last+ true",
  "a WritableStream whose size: release and abort":
    "signal size first first-TypeError size+ second closing second-TypeError closing-TypeError last last-TypeError false",
  "a TransformStream whose start: enqueue":
    "start write first first+ put write+ closing second second+ closing+ true true",
  "a TransformStream whose start: error":
    "start write first write-Broken first-Broken closing second closing-TypeError second-Broken true true",
  "a TransformStream whose start: terminate":
    "start write first write-TypeError first+ closing second closing-TypeError second+ true true",
  "a TransformStream whose start: cancel the reader":
    "start write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose start: release the reader":
    "start write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose start: abort the writer":
    "start write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose start: close the writer":
    "start write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose start: write":
    "start write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose start: terminate and throw":
    "start!TypeError write first write-TypeError first+ closing second closing-TypeError second+ true true",
  "a TransformStream whose transform: enqueue":
    "write first transform put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose transform: error":
    "write first transform put!TypeError first-Broken write+ closing second closing-TypeError second-Broken true true",
  "a TransformStream whose transform: terminate":
    "write first transform put!TypeError first+ write+ closing second closing-TypeError second+ true true",
  "a TransformStream whose transform: cancel the reader":
    "write first transform put!TypeError first+ transform+ write+ closing second closing-TypeError second+ true true",
  "a TransformStream whose transform: release the reader":
    "write first transform put first-TypeError write+ closing second second-TypeError closing+ false true",
  "a TransformStream whose transform: abort the writer":
    "write first transform put first+ write+ transform+ closing second closing-TypeError second-Broken true true",
  "a TransformStream whose transform: close the writer":
    "write first transform put first+ write+ transform+ closing second closing-TypeError second+ true true",
  "a TransformStream whose transform: write":
    "write first transform put first+ transform put write+ transform put transform+ transform+ closing second put second+ transform+ closing+ true true",
  "a TransformStream whose transform: terminate and throw":
    "write first transform!TypeError put!TypeError first+ write+ closing second closing-TypeError second+ true true",
  "a TransformStream whose flush: enqueue":
    "write first put first+ write+ flush closing second second+ closing+ true true",
  "a TransformStream whose flush: error":
    "write first put first+ write+ flush closing second second-Broken closing-Broken true true",
  "a TransformStream whose flush: terminate":
    "write first put first+ write+ flush closing second second+ closing+ true true",
  "a TransformStream whose flush: cancel the reader":
    "write first put first+ write+ flush closing second second+ flush+ closing+ true true",
  "a TransformStream whose flush: release the reader":
    "write first put first+ write+ flush closing second second-TypeError closing+ false true",
  "a TransformStream whose flush: abort the writer":
    "write first put first+ write+ flush closing second second+ closing+ flush+ true true",
  "a TransformStream whose flush: close the writer":
    "write first put first+ write+ flush closing second flush-TypeError second+ closing+ true true",
  "a TransformStream whose flush: write":
    "write first put first+ write+ flush closing second flush-TypeError second+ closing+ true true",
  "a TransformStream whose flush: terminate and throw":
    "write first put first+ write+ flush!TypeError closing second second+ closing+ true true",
  "a TransformStream whose size: enqueue":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: error":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: terminate":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: cancel the reader":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: release the reader":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: abort the writer":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: close the writer":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: write":
    "write first put first+ write+ closing second second+ closing+ true true",
  "a TransformStream whose size: terminate and throw":
    "write first put first+ write+ closing second second+ closing+ true true",
};
