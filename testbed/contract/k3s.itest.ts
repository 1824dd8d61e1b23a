import { afterAll, beforeAll, describe } from '@jest/globals';
import { whyNoTestBed } from '../test-bed.ts';
import { ContractCluster } from './cluster.ts';
import { importRules } from './import-rules.ts';
import { kubectlAnswers } from './kubectl-answers.ts';
import { kubectlChanges } from './kubectl-changes.ts';
import { manifestRules } from './manifest-rules.ts';
import { restartRules } from './restart-rules.ts';
import { target } from './server.ts';
import { serverRules } from './server-rules.ts';

/*
 * What Hubwright relies on in k3s and its kubectl. On the stand-ins, or with HUBWRIGHT_CONTRACT_HOST=USER@HOST on a real
 * server, where everything that it makes is called hubwright-contract and is removed at the end.
 */
(whyNoTestBed() === undefined || target !== undefined ? describe : describe.skip)('k3s', () => {
  let cluster: ContractCluster;
  const of = () => cluster;

  beforeAll(async () => {
    cluster = await ContractCluster.create();
  });
  afterAll(async () => cluster?.end());

  kubectlAnswers(of);
  kubectlChanges(of);
  manifestRules(of);
  serverRules(of);
  importRules(of);
  restartRules(of);
});
