import { GraphQLError } from "graphql";
import { createSchema, createYoga } from "graphql-yoga";

const schema = createSchema<Env>({
  typeDefs: /* GraphQL */ `
    type Note {
      id: ID!
      text: String!
      length: Int!
    }
    type Query {
      note(id: ID!): Note
      notes: [Note!]!
    }
    type Mutation {
      write(id: ID!, text: String!): Note!
    }
    type Subscription {
      countdown(from: Int!): Int!
    }
  `,
  resolvers: {
    Note: { length: (note: { text: string }) => note.text.length },
    Query: {
      note: async (_root, { id }, env) => {
        const text = await env.NOTES.get(id);
        return text === null ? null : { id, text };
      },
      notes: async (_root, _args, env) => {
        const { keys } = await env.NOTES.list();
        return Promise.all(keys.map(async ({ name }) => ({ id: name, text: (await env.NOTES.get(name)) ?? "" })));
      },
    },
    Mutation: {
      write: async (_root, { id, text }, env) => {
        if (text.length > 100) throw new GraphQLError("too long", { extensions: { code: "TOO_LONG" } });
        await env.NOTES.put(id, text);
        return { id, text };
      },
    },
    Subscription: {
      countdown: {
        subscribe: async function* (_root, { from }) {
          for (let n = from; n >= 0; n--) {
            await new Promise((resolve) => setTimeout(resolve, 2));
            yield { countdown: n };
          }
        },
      },
    },
  },
});

const yoga = createYoga<Env>({ schema, graphqlEndpoint: "/graphql" });

export default {
  fetch: (request, env, ctx) => yoga.fetch(request as never, env, ctx as never) as never,
} satisfies ExportedHandler<Env>;
