import { expect, test } from '@jest/globals';
import { folderWith, MINIMAL, USERS } from '../settings/testing.ts';
import { usageCommand } from './usage-command.ts';

/** What the command says of some options before it looks for a cluster. */
async function refusalOf(words: string): Promise<string> {
  const said: string[] = [];
  const command = usageCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text) });
  await expect(command.parseAsync(words.split(' '), { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
  return said.join('');
}

test.each([
  ['--from yesterday', "argument 'yesterday' is invalid. Write a day such as 2026-11-01."],
  ['--until 2026-02-31', "argument '2026-02-31' is invalid. Write a day such as 2026-11-01."],
  ['--from 2026-13-01', "argument '2026-13-01' is invalid."],
  ['--from 9999-01-01', 'error: --from 9999-01-01 is in the future'],
  ['--from 2026-02-02 --until 2026-02-01', 'error: --from 2026-02-02 is after --until 2026-02-01'],
  ['--by year', 'Allowed choices are user, group, image, size, day, week, month.'],
  ['--json --csv', "option '--json' cannot be used with option '--csv'"],
])('%s', async (words, message) => {
  expect(await refusalOf(words)).toContain(message);
});

test('where the hub does not count, it says which setting that is', async () => {
  const before = process.cwd();
  const settings = { ...MINIMAL, hub: { usage: { enabled: false } } };
  process.chdir(folderWith({ 'platform.yaml': settings, 'users.yaml': USERS }));
  await expect(usageCommand().parseAsync([], { from: 'user' })).rejects.toMatchObject({
    message: 'the hub does not count usage: hub.usage.enabled is false',
    fix: 'Remove it, and run `npx hubwright up`.',
  });
  process.chdir(before);
});
