import { expect, test } from '@jest/globals';
import { imageChecks } from './images.ts';
import { reportOf } from './testing.ts';

const image = (isShipped: boolean, ...missing: string[]) => ({
  name: 'tiny',
  isHub: false,
  reference: 'example.com/tiny:1',
  isShipped,
  missing,
});
const checked = (isShipped: boolean, isAirgapped: boolean) =>
  imageChecks([image(isShipped, 'agent-1', 'agent-2')], isAirgapped).flatMap(reportOf)[1];

test('images that are there', () => {
  expect(imageChecks([image(true)], false).map(reportOf)).toEqual([['ok: example.com/tiny:1']]);
});

test('the image of the hub', () => {
  const [, found] = imageChecks([{ ...image(true, 'agent-1'), isHub: true }], false).flatMap(reportOf);
  expect(found).toContain('| the hub does not start there: no registry has it |');
});

test('images that are not', () => {
  const start = 'agent-1, agent-2: example.com/tiny:1 is not there';
  expect(checked(true, false)).toBe(
    `error: ${start} | a server with this image does not start there: no registry has it | \`npx hubwright image ship\``,
  );
  expect(checked(false, false)).toBe(
    `note: ${start} | the first server with this image there waits until it is pulled | ` +
      'Pull it in advance: `sudo k3s crictl pull example.com/tiny:1`.',
  );
  expect(checked(false, true)).toBe(
    `error: ${start} | a server with this image does not start there: without internet it cannot be pulled | ` +
      'Put its tar into the folder of `cluster.airgap`, then `npx hubwright up`; see docs/airgap.md.',
  );
});
