import { isMap, isSeq, parseDocument } from 'yaml';
import { providerOf } from '../providers/providers.ts';
import { yamlOptions } from '../system/yaml.ts';
import type { Answers, HostAnswer } from './answers.ts';

/** The sample's platform.yaml with the cluster that was asked for; everything else of it, comments included, stays. */
export function platformText(sample: string, answers: Answers): string {
  const document = parseDocument(sample, yamlOptions);
  document.set('cluster', document.createNode(clusterOf(answers, document.toJS().cluster)));
  for (const key of ['servers', 'agents']) {
    const found = document.getIn(['cluster', key]);
    // A host, or how many VMs there are, is one line.
    for (const it of isSeq(found) ? found.items : [found]) if (isMap(it)) it.flow = true;
  }
  return document.toString(yamlOptions);
}

function clusterOf({ name, provider, servers, agents, sshUser }: Answers, ofSample: object): object {
  const host = (it: HostAnswer) => ({ ...it, ...(sshUser === undefined ? {} : { user: sshUser }) });
  const answers = { name, servers: servers.map(host), agents: agents.map(host) };
  return providerOf({ provider }).init.cluster(answers, ofSample);
}
