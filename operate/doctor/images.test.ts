import { expect, test } from '@jest/globals';
import { type ImageOnNodes, imageChecks } from './images.ts';
import { reportOf } from './testing.ts';

const image = (comesFrom: ImageOnNodes['comesFrom'], ...missing: string[]) => ({
  name: 'tiny',
  isHub: false,
  reference: 'example.com/tiny:1',
  comesFrom,
  missing,
});
const checked = (comesFrom: ImageOnNodes['comesFrom']) =>
  imageChecks([image(comesFrom, 'agent-1', 'agent-2')]).flatMap(reportOf)[1];

test('images that are there', () => {
  expect(imageChecks([image('ship')]).map(reportOf)).toEqual([['ok: example.com/tiny:1']]);
});

test('the image of the hub', () => {
  const [, found] = imageChecks([{ ...image('ship', 'agent-1'), isHub: true }]).flatMap(reportOf);
  expect(found).toContain('| the hub does not start there: no registry has it |');
});

test('images that are not', () => {
  const start = 'agent-1, agent-2: example.com/tiny:1 is not there';
  expect(checked('ship')).toBe(
    `error: ${start} | a server with this image does not start there: no registry has it | \`npx hubwright image ship\``,
  );
  expect(checked('registry')).toBe(
    `note: ${start} | the first server with this image there waits until it is pulled | ` +
      'Pull it in advance: `sudo k3s crictl pull example.com/tiny:1`.',
  );
  expect(checked('airgap')).toBe(
    `error: ${start} | a server with this image does not start there: without internet it cannot be pulled | ` +
      'Put its tar into the folder of `cluster.airgap`, then `npx hubwright up`; see docs/airgap.md.',
  );
});

test('images that a node has tried to pull', () => {
  const tried = (image: string) => {
    return { image, nodes: ['agent-1'], why: 'its registry does not have it', fix: 'Push it.', isFinal: true };
  };
  const missing = image('registry', 'agent-1', 'agent-2');
  const reports = imageChecks([missing], [tried(missing.reference), tried('of/the-hub:1')]).map(reportOf);
  expect(reports).toEqual([
    [
      'problems: example.com/tiny:1',
      'error: agent-1: example.com/tiny:1 cannot be pulled: its registry does not have it | what runs it does not start there | Push it.',
      expect.stringMatching(/^note: agent-2: example\.com\/tiny:1 is not there \|/),
    ],
    [
      'problems: of/the-hub:1',
      'error: agent-1: of/the-hub:1 cannot be pulled: its registry does not have it | what runs it does not start there | Push it.',
    ],
  ]);
});
