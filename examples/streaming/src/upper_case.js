/** The body in upper case. A character may be cut between two pieces: the decoder mends that. */
export function upperCase(request) {
  const upper = new TransformStream({
    transform(text, controller) {
      controller.enqueue(text.toUpperCase());
    },
  });
  const body = request.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeThrough(upper)
    .pipeThrough(new TextEncoderStream());
  return new Response(body, { headers: { "content-type": "text/plain;charset=UTF-8" } });
}
