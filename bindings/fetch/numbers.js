// Numbers of this isolate's requests, and of the bodies that natives hold for it.

let latest = 0;

/** A new number for a request, and for the body of its response. */
export function nextNumber() {
  return ++latest;
}
