const NEWLINE = 10;

/** Counts an upload of any size without ever holding more than one piece of it. */
export async function countUpload(request) {
  const counted = { octets: 0, pieces: 0, lines: 0 };
  for await (const piece of request.body ?? []) {
    counted.octets += piece.byteLength;
    counted.pieces++;
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) {
      counted.lines++;
    }
  }
  return Response.json(counted);
}
