import { expect, test } from '@jest/globals';
import { knownProblem } from './known-problems.ts';

/** What k3s, the kubelet and containerd log on their own, of which no word is about a download of k3s. */
test.each([
  'time="2026-11-30T13:53:22Z" level=error msg="Failed to connect to proxy. Empty dialer response" error="dial tcp 10.0.0.1:6444: connect: connection refused"',
  'E1130 13:51:44.818269    1482 kuberuntime_manager.go:407] "CreatePodSandbox for pod failed" err="the pod is gone"',
  'time="2026-11-30T13:53:22Z" level=error msg="failed to pull" error="error: 403 of registry.example"',
  'E1130 13:51:44.818269    1482 reflector.go:56] "Failed to watch" err="cannot verify user: certificate is not trusted"',
  'time="2026-11-30T13:53:22Z" level=error msg="Head https://registry.example/v2/: Connection timed out"',
])('%j is nothing that is known', (line) => {
  expect(knownProblem(line)?.message).toBeUndefined();
});

test.each([
  ['curl: (7) Failed to connect to github.com port 443 after 1 ms: Connection refused', 'cannot reach the internet'],
  ['time="x" level=info msg=started\ncurl: (22) The requested URL returned error: 404', 'does not exist'],
  ['curl: (56) Received HTTP code 407 from proxy after CONNECT', 'refuses the login'],
  ['time="x" level=fatal msg="Failed to validate connection to cluster at https://a:6443"', 'port 6443'],
  ['time="x" level=fatal msg="listen tcp :6443: bind: address already in use"', 'uses a port'],
])('%j is known', (text, message) => {
  expect(knownProblem(text)?.message).toContain(message);
});
