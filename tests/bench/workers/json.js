export default {
  async fetch(request) {
    const { numbers } = await request.json();
    return Response.json({ count: numbers.length, numbers });
  },
};
