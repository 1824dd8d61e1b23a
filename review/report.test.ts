import { expect, test } from '@jest/globals';
import { type Comparison, isSame, markdownReport, textReport } from './report.ts';

const hub = { topic: 'Hub', text: 'The hub does not restart; running servers are not affected.' } as const;
const comparison: Comparison = {
  title: 'HEAD (1a2b3c4) → working tree',
  changes: [hub, { topic: 'Users', text: 'Removed: a_b@example.com, <img>.', caution: true }],
  patch: '--- a/x\n+++ b/x\n@@ -1,1 +1,1 @@\n-one ```\n+two\n',
  notes: ['users.yaml is not in HEAD'],
};

test('a report for a terminal', () => {
  expect(textReport(comparison)).toMatchInlineSnapshot(`
    "HEAD (1a2b3c4) → working tree
    note: users.yaml is not in HEAD

    Hub
      - The hub does not restart; running servers are not affected.

    Users
      ! Removed: a_b@example.com, <img>.

    Manifests"
  `);
});

test('a comment: no markup from names, nobody mentioned, a fence that holds', () => {
  expect(markdownReport(comparison)).toMatchInlineSnapshot(`
    "<!-- hubwright diff -->
    ## What this change does to the hub

    HEAD (1a2b3c4) → working tree

    > users.yaml is not in HEAD

    **Hub**
    - The hub does not restart; running servers are not affected.

    **Users**
    - ⚠️ Removed: a\\_b@<!-- -->example.com, &lt;img>.

    <details><summary>Manifest diff: 1 file, +1 −1</summary>

    \`\`\`\`diff
    --- a/x
    +++ b/x
    @@ -1,1 +1,1 @@
    -one \`\`\`
    +two
    \`\`\`\`

    </details>
    "
  `);
});

test('nothing changes', () => {
  const same = { ...comparison, changes: [hub], patch: '' };
  expect([isSame(same), isSame(comparison)]).toEqual([true, false]);
  expect(textReport(same)).toMatch(/\nNothing changes\.$/);
  expect(markdownReport(same)).toMatch(/\nNothing changes\.\n$/);
});

test('a comment is never longer than GitHub takes, and says what is missing', () => {
  const text = 'x'.repeat(500);
  const changes = Array.from({ length: 300 }, () => ({ topic: 'Settings', text }) as const);
  const long = markdownReport({ ...comparison, changes, patch: `${comparison.patch}${`+${text}\n`.repeat(500)}` });
  expect(long.length).toBeLessThan(65_536);
  expect(long.match(/… \d+ more lines: run `npx hubwright diff`/g)).toHaveLength(2);
  expect(long).toMatch(/<\/details>\n$/);
});
