import { fatal, log, note, tuning } from './about.ts';
import { readConfig, startedWith } from './k3s-config.ts';
import { etcdSnapshot } from './k3s-datastore.ts';
import { runAgent } from './k3s-node.ts';
import { runServer } from './k3s-server.ts';
import { rotateToken } from './k3s-token.ts';
import { kubectl } from './kubectl.ts';

// Stand-in for k3s; the script that starts it answers `--version`, and hands on `crictl`. Arguments: the version it stands for, the name it was called by, the words it was given.

const [, , version = '', name = '', ...words] = process.argv;
note([name, ...words]);
const [verb = '', ...rest] = name === 'k3s' ? words : [name, ...words];
const isRoot = process.getuid?.() === 0;
process.on('SIGTERM', () => process.exit(0));

switch (verb) {
  case 'server':
  case 'agent':
    if (!isRoot) {
      log('fatal', 'Error: must run as root unless --disable-agent is specified');
      process.exit(1);
    }
    if (tuning().fatal !== undefined && (tuning().fatalRelease ?? version) === version) {
      log('fatal', `Error: ${tuning().fatal}`);
      process.exit(1);
    }
    await (verb === 'server' ? runServer : runAgent)(readConfig(verb, rest), {
      version,
      annotations: startedWith(verb, rest),
    }).catch((error: Error) => {
      log('fatal', `Error: ${error.message}`);
      process.exit(1);
    });
    break;
  case 'etcd-snapshot':
    etcdSnapshot(rest);
    break;
  case 'token':
    await rotateToken(rest);
    break;
  case 'kubectl':
    await kubectl(rest);
    break;
  default:
    fatal(`No help topic for '${verb}'`, 3);
}
