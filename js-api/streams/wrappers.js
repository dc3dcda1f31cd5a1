// How the runtime constructs objects of interfaces whose constructor is not for workers, or has
// another meaning for them.

/** The first argument of the constructors of streams, readers and controllers made by the runtime. */
export const INTERNAL = { __proto__: null };
