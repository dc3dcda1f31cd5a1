// The base classes of "cloudflare:workers".

/** A class whose methods are a worker's handlers; one object for each invocation. */
export class WorkerEntrypoint {
  ctx;
  env;

  /**
   * @param {ExecutionContext} ctx
   * @param {object} env
   */
  constructor(ctx, env) {
    this.ctx = ctx;
    this.env = env;
  }
}

/** An object with state of its own, which all workers reach under one name. */
export class DurableObject {
  ctx;
  env;

  /**
   * @param {object} ctx its state
   * @param {object} env
   */
  constructor(ctx, env) {
    this.ctx = ctx;
    this.env = env;
  }
}

let isRpcTarget;

/** An object whose methods other workers may call. */
export class RpcTarget {
  #brand;

  static {
    isRpcTarget = (value) => typeof value === "object" && value !== null && #brand in value;
  }
}

/** isRpcTarget(value): whether the value is an RpcTarget. */
export { isRpcTarget };
