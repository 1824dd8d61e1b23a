import { expect, test } from '@jest/globals';
import { adoptCommand } from './adopt-command.ts';

test.each([['--dry-run'], ['--break-lock']])('%s is for a take-over', async (option) => {
  await expect(adoptCommand().parseAsync([option], { from: 'user' })).rejects.toMatchObject({
    message: `${option} is for --take-over; without it, adopt changes no host`,
    exitCode: 2,
  });
});
