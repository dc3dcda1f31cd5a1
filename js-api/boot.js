// The root of js-api. bindings/boot.js puts the bindings on top of it; that is evaluated when the runtime
// is built, into the snapshot that every isolate starts from; see src/engine/snapshot.h. Its exports are
// what the server calls.

import { AbortController } from "./abort/abort_controller.js";
import { AbortSignal } from "./abort/abort_signal.js";
import { Blob } from "./blob/blob.js";
import { File } from "./blob/file.js";
import { FileReader } from "./blob/file_reader.js";
import { CompressionStream } from "./compression/compression_stream.js";
import { DecompressionStream } from "./compression/decompression_stream.js";
import { console } from "./console/console.js";
import { Crypto, crypto } from "./crypto/crypto.js";
import { CryptoKey } from "./crypto/crypto_key.js";
import { SubtleCrypto } from "./crypto/subtle_crypto.js";
import { atob, btoa } from "./encoding/base64.js";
import { TextDecoder } from "./encoding/text_decoder.js";
import { TextDecoderStream } from "./encoding/text_decoder_stream.js";
import { TextEncoder } from "./encoding/text_encoder.js";
import { TextEncoderStream } from "./encoding/text_encoder_stream.js";
import { DOMException } from "./errors/dom_exception.js";
import { QuotaExceededError } from "./errors/quota_exceeded_error.js";
import { CloseEvent } from "./events/close_event.js";
import { CustomEvent } from "./events/custom_event.js";
import { ErrorEvent } from "./events/error_event.js";
import { Event } from "./events/event.js";
import { EventTarget } from "./events/event_target.js";
import { MessageEvent } from "./events/message_event.js";
import { ProgressEvent } from "./events/progress_event.js";
import { PromiseRejectionEvent } from "./events/promise_rejection_event.js";
import { reportError } from "./events/report_exception.js";
import { FormData } from "./fetch/form_data.js";
import { Headers } from "./fetch/headers.js";
import { Request } from "./fetch/request.js";
import { Response } from "./fetch/response.js";
import { MessageChannel } from "./messaging/message_channel.js";
import { MessagePort } from "./messaging/message_port.js";
import { Performance, performance } from "./performance/performance.js";
import { PerformanceEntry } from "./performance/performance_entry.js";
import { PerformanceMark } from "./performance/performance_mark.js";
import { PerformanceMeasure } from "./performance/performance_measure.js";
import { PerformanceObserver } from "./performance/performance_observer.js";
import { PerformanceObserverEntryList }
  from "./performance/performance_observer_entry_list.js";
import { ByteLengthQueuingStrategy } from "./streams/byte_length_queuing_strategy.js";
import { CountQueuingStrategy } from "./streams/count_queuing_strategy.js";
import { FixedLengthStream } from "./streams/fixed_length_stream.js";
import { IdentityTransformStream } from "./streams/identity_transform_stream.js";
import { ReadableByteStreamController } from "./streams/readable_byte_stream_controller.js";
import { ReadableStream } from "./streams/readable_stream.js";
import { ReadableStreamBYOBReader } from "./streams/readable_stream_byob_reader.js";
import { ReadableStreamBYOBRequest } from "./streams/readable_stream_byob_request.js";
import { ReadableStreamDefaultController } from "./streams/readable_stream_default_controller.js";
import { ReadableStreamDefaultReader } from "./streams/readable_stream_default_reader.js";
import { TransformStream } from "./streams/transform_stream.js";
import { TransformStreamDefaultController }
  from "./streams/transform_stream_default_controller.js";
import { WritableStream } from "./streams/writable_stream.js";
import { WritableStreamDefaultController } from "./streams/writable_stream_default_controller.js";
import { WritableStreamDefaultWriter } from "./streams/writable_stream_default_writer.js";
import { structuredClone } from "./structured_clone/structured_clone.js";
import {
  clearInterval,
  clearTimeout,
  queueMicrotask,
  setInterval,
  setTimeout,
} from "./timers/timers.js";
import { URL } from "./url/url.js";
import { URLPattern } from "./url/url_pattern.js";
import { URLSearchParams } from "./url/url_search_params.js";
import { WebSocket } from "./websocket/websocket.js";
import { WebSocketPair } from "./websocket/websocket_pair.js";
import { ExecutionContext } from "./worker/execution_context.js";
import { ExtendableEvent, FetchEvent } from "./worker/fetch_event.js";
import { WorkerGlobalScope } from "./worker/global_scope.js";
import { defineAttributes, defineInterfaces, defineMembers } from "./worker/globals.js";
import { Navigator, navigator } from "./worker/navigator.js";
import { ScheduledController, ScheduledEvent } from "./worker/scheduled.js";
import { Scheduler, scheduler } from "./worker/scheduler.js";

export { findBuiltin } from "./worker/builtin_modules.js";
export {
  dispatchCall,
  dispatchDisconnect,
  dispatchFetch,
  dispatchScheduled,
  dispatchSocketEnd,
  dispatchSocketMessage,
  forget,
  prepare,
  restored,
  setup,
  warmUp,
} from "./worker/dispatch.js";
export { loadNode } from "./worker/node_modules.js";
export { dispatchRejection, dispatchRejectionHandled } from "./worker/global_scope.js";
export { dispatchTimer } from "./timers/timers.js";

defineInterfaces({
  AbortController,
  AbortSignal,
  Blob,
  ByteLengthQueuingStrategy,
  CloseEvent,
  CompressionStream,
  CountQueuingStrategy,
  Crypto,
  CryptoKey,
  CustomEvent,
  DOMException,
  DecompressionStream,
  ErrorEvent,
  Event,
  EventTarget,
  ExecutionContext,
  ExtendableEvent,
  FetchEvent,
  File,
  FileReader,
  FixedLengthStream,
  FormData,
  Headers,
  IdentityTransformStream,
  MessageChannel,
  MessageEvent,
  MessagePort,
  Navigator,
  Performance,
  PerformanceEntry,
  PerformanceMark,
  PerformanceMeasure,
  PerformanceObserver,
  PerformanceObserverEntryList,
  ProgressEvent,
  PromiseRejectionEvent,
  QuotaExceededError,
  ReadableByteStreamController,
  ReadableStream,
  ReadableStreamBYOBReader,
  ReadableStreamBYOBRequest,
  ReadableStreamDefaultController,
  ReadableStreamDefaultReader,
  Request,
  Response,
  ScheduledController,
  ScheduledEvent,
  Scheduler,
  SubtleCrypto,
  TextDecoder,
  TextDecoderStream,
  TextEncoder,
  TextEncoderStream,
  TransformStream,
  TransformStreamDefaultController,
  URL,
  URLPattern,
  URLSearchParams,
  WebSocket,
  WebSocketPair,
  WorkerGlobalScope,
  WritableStream,
  WritableStreamDefaultController,
  WritableStreamDefaultWriter,
  console,
});
defineAttributes({
  crypto,
  navigator,
  performance,
  scheduler,
  self: globalThis,
});
defineMembers({
  atob,
  btoa,
  clearInterval,
  clearTimeout,
  queueMicrotask,
  reportError,
  setInterval,
  setTimeout,
  structuredClone,
});
