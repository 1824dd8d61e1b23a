import { basename, resolve } from 'node:path';
import input from '@inquirer/input';
import select from '@inquirer/select';
import { type Answers, hostFrom, nameFrom } from '../init/answers.ts';
import { askAll, type Person } from '../init/ask.ts';
import { createProject, requireEmpty } from '../init/create-project.ts';
import manifest from '../package.json' with { type: 'json' };
import { PROVIDERS, providerOf } from '../providers/providers.ts';
import { note, printData } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import type { InitOptions } from './init-command.ts';
import { makePassword } from './made-password.ts';
import { nextIn, shownFolder } from './next-in.ts';

const atTerminal: Person = {
  choose: (message, choices) => select({ message, choices }),
  ask: (message, options = {}) => input({ message, ...options }),
};

/** Runs `hubwright init`. */
export async function runInit(folder: string, options: InitOptions): Promise<void> {
  requireEmpty(folder);
  const suggested = options.name ?? nameFrom(basename(resolve(folder)));
  const answers = options.example ? exampleOf(suggested) : await answersOf(options, suggested);
  const passwords = new Map(
    options.example ? [] : [...answers.admins, ...answers.users].map((name) => [name, makePassword()]),
  );
  const source = options.package ?? manifest.version;
  await createProject(folder, { answers, passwords, own: manifest, source });
  note(`created ${shownFolder(folder)}`);
  if (passwords.size > 0) {
    note('passwords, shown only now; `npx hubwright user passwd NAME` sets a new one:');
    for (const [name, password] of passwords) printData(`${name} ${password}`);
  } else {
    note('the passwords of admin, user1 and user2 are their names: change them before others can reach the hub');
  }
  note(`next: ${nextIn(folder)}`);
}

function exampleOf(name: string): Answers {
  return { name, provider: 'multipass', servers: [], agents: [], sshUser: undefined, admins: [], users: [] };
}

async function answersOf(options: InitOptions, suggested: string): Promise<Answers> {
  const { name, provider, server, agent, sshUser, admin, user } = options;
  const asksForHosts = provider !== undefined && providerOf({ provider }).init.asksForHosts;
  if (provider !== undefined && !asksForHosts && (server ?? agent ?? sshUser) !== undefined) {
    throw new UserError('--server, --agent and --ssh-user need --provider ssh', {
      fix: 'Add it, or leave them out.',
      exitCode: 2,
    });
  }
  const given: Partial<Answers> = {
    ...(name !== undefined && { name }),
    ...(provider !== undefined && { provider }),
    ...(server !== undefined && { servers: server.map(hostFrom) }),
    ...(agent !== undefined && { agents: agent.map(hostFrom) }),
    ...(sshUser !== undefined && { sshUser }),
    ...(admin !== undefined && { admins: admin }),
    ...(user !== undefined && { users: user }),
  };
  if (process.stdin.isTTY) return askAll(given, suggested, atTerminal);
  const missing = [
    ...(provider === undefined ? [`--provider ${Object.keys(PROVIDERS).join('|')}`] : []),
    ...(asksForHosts && server === undefined ? ['--server NAME=ADDRESS'] : []),
    ...(admin === undefined ? ['--admin NAME'] : []),
  ];
  if (provider === undefined || missing.length > 0) {
    throw new UserError(`no terminal to ask on; these options are missing: ${missing.join(', ')}`, {
      fix: 'Add them, or --example for the proof of concept.',
      exitCode: 2,
    });
  }
  return {
    name: suggested,
    provider,
    servers: [],
    agents: [],
    sshUser: undefined,
    admins: [],
    users: [],
    ...given,
  };
}
