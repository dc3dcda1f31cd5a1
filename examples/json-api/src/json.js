/** An error that the client is told of. */
export class ApiError extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  toResponse() {
    const { status, message, headers } = this;
    return Response.json({ error: { status, message } }, { status, headers });
  }
}

/** The request's body as an object. */
export async function readJson(request) {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    throw new ApiError(415, `the body is ${type || "of no type"}; expected application/json`);
  }
  let value;
  try {
    value = await request.json();
  } catch (error) {
    throw new ApiError(400, `the body is not JSON: ${error.message}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ApiError(400, "the body must be a JSON object");
  }
  return value;
}
