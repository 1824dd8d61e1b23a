import { readFileSync } from 'node:fs';
import type { Agent } from 'node:https';
import { parse, parseAllDocuments } from 'yaml';
import { fatal, print, readInput } from './about.ts';
import { RESOURCES } from './k3s-api.ts';
import { type Answer, ask } from './k3s-client.ts';
import { printColumns, valueAt } from './kubectl-columns.ts';
import { marked } from './kubectl-mark.ts';
import { patched } from './kubectl-patch.ts';
import { execInPod } from './pod-exec.ts';
import { printLogs } from './pod-logs.ts';

const SHORT: Readonly<Record<string, string>> = {
  no: 'nodes',
  po: 'pods',
  ns: 'namespaces',
  cm: 'configmaps',
  pv: 'persistentvolumes',
  pvc: 'persistentvolumeclaims',
  sc: 'storageclasses',
};

/** What a node that is cordoned is tainted with. */
const CORDON = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** The code of an answer that there was not. */
const NO_ANSWER = 0;

interface Words {
  readonly plain: string[];
  readonly flags: Map<string, string>;
}

/** kubectl, as far as it is asked here: `get` in JSON, by name or in columns, `logs`, `exec`, `delete`, `cordon`, marks of nodes. */
export async function kubectl(argv: readonly string[], agent?: Agent): Promise<void> {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  const { plain, flags } = readWords(argv.slice(0, end));
  const [verb, ...what] = plain;
  const config = flags.get('kubeconfig') ?? process.env.KUBECONFIG ?? '/etc/rancher/k3s/k3s.yaml';
  const api = connection(config, agent);
  const raw = flags.get('raw');
  if (verb === 'get' && raw !== undefined) return print(await checked(await api(raw)));
  if (verb === 'get' && flags.has('filename')) return getListed(api, readInput(), flags);
  if (verb === 'get') return get(api, what, flags);
  const [type, name, ...more] = what.flatMap((word) => word.split('/'));
  if (verb === 'delete') {
    const { path } = locate(type ?? '', flags);
    const selector = flags.get('selector');
    const named =
      selector === undefined
        ? [name, ...more]
        : (await selected(api, path, selector)).map(({ metadata }) => metadata.name);
    if (named.length === 0) print('No resources found\n');
    for (const one of named) {
      const answer = await api(`${path}/${one}`, 'DELETE');
      if (answer.code === 404 && flags.has('ignore-not-found')) continue;
      await checked(answer);
      print(`${(type ?? '').replace(/s$/, '')} "${one}" deleted\n`);
    }
    return;
  }
  if (verb === 'label' || verb === 'annotate' || verb === 'taint') {
    const [kind = '', node, ...marks] = what;
    const path = `${locate(kind, flags).path}/${node}`;
    const changed = marked(verb, JSON.parse(await checked(await api(path))), marks, flags.has('overwrite'));
    await checked(await api(path, 'PUT', JSON.stringify(changed)));
    print(`node/${node} ${verb === 'annotate' ? 'annotated' : `${verb.replace(/l$/, 'll')}ed`}\n`);
    return;
  }
  if (verb === 'cordon' || verb === 'uncordon') {
    const path = `${locate('nodes', flags).path}/${type}`;
    const node = JSON.parse(await checked(await api(path)));
    const { unschedulable = false, taints = [], ...spec } = node.spec ?? {};
    const isSo = unschedulable === (verb === 'cordon');
    if (!isSo) {
      // The node controller keeps the taint.
      const others = taints.filter((it: { key: string }) => it.key !== CORDON.key);
      const now =
        verb === 'cordon'
          ? { unschedulable: true, taints: [...others, CORDON] }
          : others.length > 0
            ? { taints: others }
            : {};
      const changed = { ...node, spec: { ...spec, ...now } };
      await checked(await api(path, 'PUT', JSON.stringify(changed)));
    }
    print(`node/${type} ${isSo ? 'already ' : ''}${verb}ed\n`);
    return;
  }
  if (verb === 'scale') {
    const path = `${locate(type ?? '', flags).path}/${name}`;
    const found = JSON.parse(await checked(await api(path)));
    const changed = { ...found, spec: { ...found.spec, replicas: Number(flags.get('replicas')) } };
    await checked(await api(path, 'PUT', JSON.stringify(changed)));
    print(`${type}.apps/${name} scaled\n`);
    return;
  }
  if (verb === 'create') {
    const given = JSON.parse(readInput());
    for (const object of given.kind === 'List' ? given.items : [given]) {
      const kind = object.kind.toLowerCase();
      const { path } = locate(kind, new Map([['namespace', object.metadata.namespace ?? 'default']]));
      await checked(await api(path, 'POST', JSON.stringify(object)));
      print(`${kind}/${object.metadata.name} created\n`);
    }
    return;
  }
  if (verb === 'patch') {
    const path = `${locate(type ?? '', flags).path}/${name}`;
    const patch = flags.get('patch-file') === '/dev/stdin' ? readInput() : (flags.get('patch') ?? '');
    const changed = patched(JSON.parse(await checked(await api(path))), patch, flags.get('type'));
    await checked(await api(path, 'PUT', JSON.stringify(changed)));
    print(`${type}/${name} patched\n`);
    return;
  }
  if (verb === 'logs') {
    // The stand-in gives a job's pod the name of the job.
    return printLogs(`${locate('pods', flags).path}/${name ?? type}`, flags, async (path) => checked(await api(path)));
  }
  if (verb === 'exec') {
    const pod = await podOf(api, type ?? '', name, flags);
    return execInPod(pod, flags.get('container'), argv.slice(end + 1), flags.has('stdin'));
  }
  fatal(`error: unknown command "${verb}" for "kubectl"`);
}

/** A pod by its name, or as `deploy/NAME`: of the parts of a release the pods alone are there. */
async function podOf(api: Api, type: string, name: string | undefined, flags: Map<string, string>) {
  const { path } = locate('pods', flags);
  if (name === undefined) return JSON.parse(await checked(await api(`${path}/${type}`)));
  const [pod] = JSON.parse(await checked(await api(`${path}?labelSelector=component%3D${name}`))).items;
  if (pod === undefined) fatal(`Error from server (NotFound): deployments.apps "${name}" not found`);
  return pod;
}

type Api = (path: string, method?: string, body?: string) => Promise<Answer>;

function connection(file: string, agent: Agent | undefined): Api {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'EACCES' ? 'permission denied' : 'no such file or directory';
    fatal(`error: error loading config file "${file}": open ${file}: ${why}`);
  }
  const config = parse(text);
  const { server } = config.clusters[0].cluster;
  const data = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
  const { user } = config.users[0];
  const identity = {
    ...(agent === undefined ? {} : { agent }),
    ca: data(config.clusters[0].cluster['certificate-authority-data']),
    ...(user.token === undefined
      ? { cert: data(user['client-certificate-data']), key: data(user['client-key-data']) }
      : { authorization: `Bearer ${user.token}` }),
  };
  return async (path, method = 'GET', body) => {
    try {
      return await ask(`${server}${path}`, { ...identity, method, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') {
        fatal(`Unable to connect to the server: ${(error as Error).message}`);
      }
      const { host } = new URL(server);
      const text = `The connection to the server ${host} was refused - did you specify the right host or port?`;
      return { code: NO_ANSWER, text };
    }
  };
}

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Those of a kind that have the labels; all without a selector. */
async function selected(api: Api, path: string, selector: string | undefined): Promise<Named[]> {
  return JSON.parse(await checked(await askFor(api, path, selector))).items;
}

async function askFor(api: Api, path: string, selector: string | undefined): Promise<Answer> {
  return api(selector === undefined ? path : `${path}?labelSelector=${encodeURIComponent(selector)}`);
}

/** Whether an object has the fields of a selector, `a.b=c,d=e`, which the real API looks at. */
const fieldsOf = (selector = '') => {
  const terms = selector.split(',').flatMap((it) => (it === '' ? [] : [it.split('=', 2) as [string, string?]]));
  return (item: Named) => terms.every(([path, value = '']) => (valueAt(item, `.${path}`) ?? '') === value);
};

async function get(api: Api, what: readonly string[], flags: Map<string, string>): Promise<void> {
  const output = flags.get('output') ?? '';
  const columns = /^custom-columns=(.+)$/.exec(output)?.[1];
  const field = /^jsonpath=\{(\.[\w.]+)\}$/.exec(output)?.[1];
  if (output !== 'json' && output !== 'name' && columns === undefined && field === undefined) {
    fatal('the stand-in for kubectl prints json, name, custom-columns and a field by jsonpath alone', 70);
  }
  const [types = '', ...names] = what.flatMap((word) => word.split('/'));
  const items: Named[] = [];
  const faults: string[] = [];
  for (const type of types.split(',')) {
    const { path } = locate(type, flags);
    if (names.length === 0) {
      const answer = await askFor(api, path, flags.get('selector'));
      const hasFields = fieldsOf(flags.get('field-selector'));
      if (answer.code === 200) items.push(...JSON.parse(answer.text).items.filter(hasFields));
      else faults.push(faultOf(answer));
    }
    for (const name of names) {
      const answer = await api(`${path}/${name}`);
      if (answer.code === 200) items.push(JSON.parse(answer.text));
      else if (answer.code !== 404 || !flags.has('ignore-not-found')) faults.push(faultOf(answer));
    }
  }
  if (field !== undefined) print(items.map((item) => valueAt(item, field) ?? '').join(' '));
  else if (columns !== undefined) printColumns(items, columns, !flags.has('no-headers'));
  else if (output === 'name') {
    print(items.map((item) => `${nameOf(item)}/${item.metadata.name}\n`).join(''));
  } else if (names.length === 1) {
    if (items[0] !== undefined) print(`${JSON.stringify(items[0], null, 4)}\n`);
  } else if (items.length > 0 || !flags.has('ignore-not-found')) {
    // Also of what could not be asked, before it says so.
    print(`${JSON.stringify(listOf(items), null, 4)}\n`);
  }
  if (faults.length > 0) fatal(faults.join('\n'));
}

const listOf = (items: readonly Named[]) => ({
  apiVersion: 'v1',
  items,
  kind: 'List',
  metadata: { resourceVersion: '' },
});

/** The objects of a stream of YAML that are there, in columns or as JSON. */
async function getListed(api: Api, text: string, flags: Map<string, string>): Promise<void> {
  const items: Named[] = [];
  const faults: string[] = [];
  const listed = parseAllDocuments(text).flatMap((it) => it.toJS() ?? []);
  for (const { apiVersion, kind, metadata } of listed) {
    const found = Object.entries(RESOURCES).find(
      ([, it]) => it.kind === kind && it.base.replace(/^\/apis?\//, '') === apiVersion,
    );
    if (found === undefined) {
      faults.push(
        `error: resource mapping not found for name: "${metadata.name}" namespace: "${metadata.namespace ?? ''}" from ` +
          `"STDIN": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
      );
      continue;
    }
    const within = new Map([...flags, ['namespace', metadata.namespace ?? 'default']]);
    const answer = await api(`${locate(found[0], within).path}/${metadata.name}`);
    if (answer.code !== 404 || !flags.has('ignore-not-found')) items.push(JSON.parse(await checked(answer)));
  }
  const output = flags.get('output') ?? '';
  if (output !== 'json') printColumns(items, output.replace('custom-columns=', ''), !flags.has('no-headers'));
  else if (items.length > 0) print(`${JSON.stringify(listOf(items), null, 4)}\n`);
  if (faults.length > 0) fatal(faults.join('\n'));
}

/** `pod`, `job.batch`: a kind with its group, if it has one. */
function nameOf(item: { apiVersion: string; kind: string }): string {
  const [group, version] = item.apiVersion.split('/');
  return `${item.kind.toLowerCase()}${version === undefined ? '' : `.${group}`}`;
}

function locate(type: string, flags: Map<string, string>): { path: string } {
  const name = type.split('.')[0] ?? '';
  const plural = [SHORT[name], name, `${name}s`, `${name}es`].find((n) => n !== undefined && n in RESOURCES);
  const resource = RESOURCES[plural ?? ''];
  if (resource === undefined) fatal(`error: the server doesn't have a resource type "${type}"`);
  const namespace = flags.get('namespace') ?? 'default';
  const isWithin = resource.isNamespaced && !flags.has('all-namespaces');
  return { path: `${resource.base}${isWithin ? `/namespaces/${namespace}` : ''}/${plural}` };
}

async function checked(answer: Answer): Promise<string> {
  if (answer.code === 200) return answer.text;
  return fatal(faultOf(answer));
}

function faultOf({ code, text }: Answer): string {
  if (code === NO_ANSWER) return text;
  if (code === 401) return 'error: You must be logged in to the server (Unauthorized)';
  const reason = { 403: 'Forbidden', 404: 'NotFound' }[code] ?? 'InternalError';
  return `Error from server (${reason}): ${JSON.parse(text).message}`;
}

const LONG: Readonly<Record<string, string>> = {
  n: 'namespace',
  o: 'output',
  l: 'selector',
  A: 'all-namespaces',
  c: 'container',
  i: 'stdin',
  f: 'filename',
  p: 'patch',
};
const SWITCHES = new Set([
  'all-namespaces',
  'ignore-not-found',
  'show-managed-fields',
  'no-headers',
  'stdin',
  'overwrite',
  'force',
  'previous',
  'follow',
]);
const VALUES = new Set([
  'namespace',
  'output',
  'selector',
  'field-selector',
  'kubeconfig',
  'raw',
  'tail',
  'since',
  'request-timeout',
  'container',
  'filename',
  'patch',
  'patch-file',
  'type',
  'wait',
  'grace-period',
  'timeout',
  'limit-bytes',
  'replicas',
]);

function readWords(argv: readonly string[]): Words {
  const plain: string[] = [];
  const flags = new Map<string, string>();
  for (let i = 0; i < argv.length; i++) {
    const [, dashes, given = '', value] = /^(--?)([\w-]+)(?:=(.*))?$/s.exec(argv[i] ?? '') ?? [];
    if (dashes === undefined) {
      plain.push(argv[i] ?? '');
      continue;
    }
    const name = dashes === '-' ? (LONG[given] ?? given) : given;
    if (SWITCHES.has(name)) flags.set(name, value ?? 'true');
    else if (VALUES.has(name)) flags.set(name, value ?? argv[++i] ?? '');
    else fatal(`error: unknown flag: --${name}\nSee 'kubectl ${argv[0]} --help' for usage.`);
  }
  return { plain, flags };
}
