import { TRPCError, initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { z } from "zod";

interface Context {
  env: Env;
  user: string | null;
}

const t = initTRPC.context<Context>().create({ transformer: superjson });

const authed = t.procedure.use(({ ctx, next }) => {
  if (ctx.user === null) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { ...ctx, user: ctx.user } });
});

const appRouter = t.router({
  greet: t.procedure.input(z.string()).query(({ input, ctx }) => `${ctx.env.GREETING}, ${input}`),
  when: t.procedure.query(() => ({ at: new Date(0), tags: new Set(["a"]), big: 2n ** 64n })),
  me: authed.query(({ ctx }) => ctx.user),
  count: t.procedure.input(z.number()).subscription(async function* ({ input }) {
    for (let n = 1; n <= input; n++) yield n;
  }),
});

export type AppRouter = typeof appRouter;

export default {
  fetch(request, env) {
    return fetchRequestHandler({
      endpoint: "/trpc",
      req: request,
      router: appRouter,
      createContext: () => ({ env, user: request.headers.get("x-user") }),
      onError: ({ error, path }) => console.warn(`${path}: ${error.code}`),
    });
  },
} satisfies ExportedHandler<Env>;
