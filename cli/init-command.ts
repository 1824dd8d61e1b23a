import { Command, Option } from 'commander';
import { PROVIDERS } from '../providers/providers.ts';
import { collect } from './collect.ts';

interface InitOptions {
  readonly example?: true;
  readonly name?: string;
  readonly provider?: string;
  readonly server?: readonly string[];
  readonly agent?: readonly string[];
  readonly sshUser?: string;
  readonly admin?: readonly string[];
  readonly user?: readonly string[];
  readonly package?: string;
}

/** `hubwright init`: a project of one's own. */
export function initCommand(): Command {
  return new Command('init')
    .argument('<folder>', 'a new or empty folder')
    .addOption(
      new Option('--example', 'the proof of concept: three VMs, user1/user1 and user2/user2').conflicts([
        ...['provider', 'server', 'agent', 'sshUser', 'admin', 'user'],
      ]),
    )
    .option('--name <cluster>', 'name of the cluster (default: the name of the folder)')
    .addOption(new Option('--provider <provider>', 'where the cluster runs').choices(Object.keys(PROVIDERS)))
    .option('--server <name=address>', 'with ssh: a server; one, three or five times', collect)
    .option('--agent <name=address>', 'with ssh: an agent; any number of times', collect)
    .option('--ssh-user <login>', 'with ssh: the login on the hosts')
    .option('--admin <name>', 'an administrator of the hub; can be repeated', collect)
    .option('--user <name>', 'a user; can be repeated', collect)
    .option('--package <spec>', 'where npm gets Hubwright, if not from its registry: a tarball or a git address')
    .addHelpText(
      'after',
      `
Passwords are generated, shown once and stored as hashes.

Examples:
  npx hubwright init lab
  npx hubwright init lab --provider ssh --server lab-1=10.0.0.11 --agent lab-2=10.0.0.12 --ssh-user ubuntu --admin ada
  npx hubwright init try --example`,
    )
    .action(async (folder: string, options: InitOptions) => {
      const { runInit } = await import('./run-init.ts');
      await runInit(folder, options);
    });
}

export type { InitOptions };
