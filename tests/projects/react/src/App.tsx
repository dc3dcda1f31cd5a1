import { Suspense, use, useId, useState } from "react";

function Story({ story }: { story: Promise<string | null> }) {
  const text = use(story);
  return <article>{text ?? "Nothing is written here yet."}</article>;
}

function Fragile({ broken }: { broken: boolean }) {
  if (broken) throw new Error("a component broke");
  return <aside>all is well</aside>;
}

async function slowly<T>(value: T): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return value;
}

function Recommendations({ list }: { list: Promise<string[]> }) {
  return (
    <ul>
      {use(list).map((title) => (
        <li key={title}>{title}</li>
      ))}
    </ul>
  );
}

export function App(props: { path: string; story: Promise<string | null>; broken: boolean }) {
  const id = useId();
  const [count] = useState(3);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <title>{`Story of ${props.path}`}</title>
      </head>
      <body>
        <h1 id={id}>{props.path}</h1>
        <Suspense fallback={<p>Looking for the story…</p>}>
          <Story story={props.story} />
        </Suspense>
        <Suspense fallback={<p>Looking for more…</p>}>
          <Recommendations list={slowly(Array.from({ length: count }, (_, i) => `Story ${i + 1} & more`))} />
        </Suspense>
        <Fragile broken={props.broken} />
      </body>
    </html>
  );
}
