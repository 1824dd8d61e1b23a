import { expect, test } from '@jest/globals';
import { cases } from './cases.ts';
import { Rendered } from './render.ts';

test('objects are found by kind and name', () => {
  const rendered = new Rendered(
    'kind: Service\nmetadata: { name: b }\n---\n---\nkind: Secret\nmetadata: { name: a }\n',
  );
  expect(rendered.ids).toEqual(['Secret/a', 'Service/b']);
  expect(rendered.find('Secret/a')).toEqual({ kind: 'Secret', metadata: { name: 'a' } });
  expect(rendered.find('Secret/b')).toBeUndefined();
});

test('a case says what it misses', () => {
  const fixed = cases.find(({ name }) => name === 'the fixed choices');
  const problems = fixed?.check?.(
    new Rendered('kind: Service\nmetadata: { name: proxy-public }\nspec: { type: LoadBalancer }\n'),
  );
  expect(problems?.slice(1)).toMatchInlineSnapshot(`
    [
      "keep: expected {"helm.sh/resource-policy":"keep"}, found undefined",
      "proxy-public: expected "ClusterIP", found "LoadBalancer"",
    ]
  `);
});
