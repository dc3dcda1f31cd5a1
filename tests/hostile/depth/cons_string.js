// Compares strings that were made letter by letter at their beginning.
// family: depth
// outcome: ok exceededCpu exceededMemory

export default {
  fetch() {
    let text = "";
    let other = "";
    for (let i = 0; i < 5e5; ++i) {
      text = `a${text}`;
      other = `a${other}`;
    }
    return new Response(String(text === other));
  },
};
