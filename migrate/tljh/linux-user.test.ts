import { expect, test } from '@jest/globals';
import { linuxUser } from './linux-user.ts';

/** As TLJH's own generate_system_username of `jupyter-NAME` says. */
test.each([
  ['ada', 'jupyter-ada'],
  ['abcdefghijklmnopq', 'jupyter-abcdefghijklmnopq'],
  ['abcdefghijklmnopqr', 'jupyter-abcdefghijklmnopqr-e375e'],
  ['a-very-long-name-of-a-person@example.com', 'jupyter-a-very-long-name-o-66675'],
  ['jörg-üüüüüüüüüüüüüüüüüüü', 'jupyter-jörg-üüüüüüüüüüüüü-d60e6'],
])('the Linux user of %s is %s', (user, expected) => {
  expect(linuxUser(user)).toBe(expected);
});
