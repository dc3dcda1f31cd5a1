import { z } from "zod";

export const shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("circle"), radius: z.number().positive() }),
  z.object({ kind: z.literal("square"), side: z.coerce.number(), made: z.iso.datetime().optional() }),
]);
