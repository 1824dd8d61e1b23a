import { expect, test } from '@jest/globals';
import { restoreCommand } from './restore-command.ts';

test.each([
  [
    ['--home', 'ada', '--at', 'yesterday'],
    'Write a day, 2026-11-25, or a time, "2026-11-25 14:30". Zones are numbers: "2026-11-25 14:30 +01:00".',
  ],
  [['--cluster', '--node', 'agent-1'], 'Write OLD=NEW, such as agent-1=agent-3.'],
])('%j is refused before anything is looked for', async (words, message) => {
  const said: string[] = [];
  const command = restoreCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => said.push(text) });
  await expect(command.parseAsync(words, { from: 'user' })).rejects.toMatchObject({ exitCode: 1 });
  expect(said.join('')).toContain(message);
});
