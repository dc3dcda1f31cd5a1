import { WorkerEntrypoint } from "cloudflare:workers";

export class Accounts extends WorkerEntrypoint<AccountsEnv> {
  async balance(user: string) {
    return { user, amount: Number((await this.env.BALANCES.get(user)) ?? 0), currency: this.env.CURRENCY };
  }

  async deposit(user: string, amount: number) {
    if (!(amount > 0)) throw new RangeError("a deposit is more than nothing");
    const { amount: before } = await this.balance(user);
    await this.env.BALANCES.put(user, String(before + amount));
    return this.balance(user);
  }
}

export default {
  async fetch(request: Request, env: AccountsEnv) {
    return Response.json({ path: new URL(request.url).pathname, currency: env.CURRENCY });
  },
};
