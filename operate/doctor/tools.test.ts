import { expect, test } from '@jest/globals';
import { program as multipass } from '../../providers/multipass/program.ts';
import type { Answer } from '../../providers/program.ts';
import { program as ssh } from '../../providers/ssh/program.ts';
import { UserError } from '../../system/user-error.ts';
import { reportOf } from './testing.ts';
import { nodeCheck, programCheck, withoutBuilder } from './tools.ts';

const sshCheck = (answer: Answer) => programCheck(ssh, answer);
const multipassCheck = (answer: Answer) => programCheck(multipass, answer);

const MISSING = { failure: 'ssh: no such program', isMissing: true };

test('Node.js', () => {
  expect(reportOf(nodeCheck('22.1.0'))).toEqual(['ok: 22.1.0']);
  expect(reportOf(nodeCheck('18.19.1'))).toEqual([
    'problems: 18.19.1',
    'error: this machine: it is 18.19.1 | commands may fail midway | Install Node.js 20 or newer.',
  ]);
});

test('ssh', () => {
  expect(reportOf(sshCheck({ text: 'OpenSSH_9.6p1 Ubuntu-3ubuntu13, OpenSSL 3.0.13' }))).toEqual([
    'ok: OpenSSH_9.6p1 Ubuntu-3ubuntu13, OpenSSL 3.0.13',
  ]);
  expect(reportOf(sshCheck(MISSING))).toEqual([
    'problems: ',
    'error: this machine: ssh is not installed | no host can be reached | Install it: `apt-get install openssh-client`.',
  ]);
});

const versions = (multipass: string, multipassd?: string) => ({ text: JSON.stringify({ multipass, multipassd }) });

test('Multipass and its service', () => {
  expect(reportOf(multipassCheck(versions('1.16.1', '1.16.1')))).toEqual(['ok: 1.16.1']);
  expect(reportOf(multipassCheck(versions('1.16.1')))).toEqual([
    'problems: 1.16.1',
    'error: this machine: its service does not answer | no VM can be made or reached | ' +
      '`sudo snap start multipass`, and check that your user may use its socket.',
  ]);
  expect(reportOf(multipassCheck(versions('1.16.1', '1.15.0')))).toEqual([
    'problems: 1.16.1',
    'warning: this machine: the program is 1.16.1, its service 1.15.0 | commands may fail | ' +
      '`sudo snap restart multipass` when no VM is in use.',
  ]);
  expect(reportOf(multipassCheck(MISSING))).toEqual([
    'problems: ',
    'error: this machine: multipass is not installed | no VM can be made | Install it: `sudo snap install multipass`.',
  ]);
});

test('a builder, which is needed less once its image is built', () => {
  const why = new UserError('no program works:\n  docker: not installed', { fix: 'Start Docker.' });
  expect(withoutBuilder(why, true)).toEqual({
    severity: 'note',
    where: 'this machine',
    message: 'no program works: docker: not installed',
    cost: 'a change of an image cannot be built here',
    fix: 'Start Docker.',
  });
  expect(withoutBuilder(why, false)).toMatchObject({
    severity: 'error',
    cost: 'images with `build` cannot be built, and `up` does not begin without them',
  });
});
