// Recurses through a getter and a conversion without an end.
// family: depth
// outcome: exception exceededCpu

export default {
  fetch() {
    const object = {
      get value() {
        return `${object}`;
      },
      toString() {
        return object.value;
      },
    };
    return new Response(object.value);
  },
};
