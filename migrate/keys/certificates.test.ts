import { expect, test } from '@jest/globals';
import { roundTrip } from '../testing.ts';

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const file = (stringData: string) => ({ ca: { mountPath: '/etc/ssl/lab.pem', stringData } });

test.each<[values: object, keys: string[]]>([
  [{ hub: { extraFiles: file(pem) } }, ['hub.extraFiles.ca']],
  [{ singleuser: { extraFiles: file(pem) } }, ['singleuser.extraFiles.ca']],
  [
    { hub: { extraEnv: { SSL_CERT_FILE: '/a' } }, singleuser: { extraEnv: { REQUESTS_CA_BUNDLE: '/a', A: '1' } } },
    ['hub.extraEnv.SSL_CERT_FILE', 'singleuser.extraEnv.REQUESTS_CA_BUNDLE'],
  ],
  [{ hub: { extraEnv: [{ name: 'PIP_CERT', value: '/a' }] } }, ['hub.extraEnv.PIP_CERT']],
  [{ hub: { extraFiles: file('text') }, singleuser: { extraEnv: { LANG: 'C' } } }, []],
])('the certificates of a company, as %j, have a setting', (values, keys) => {
  const { draft, missing, comparison } = roundTrip(values as Record<string, unknown>);
  expect({ missing, different: comparison?.different }).toEqual({ missing: [], different: [] });
  const said = draft.remarks.filter((it) => it.text.includes('certificateAuthority has hub, servers and images trust'));
  expect(said.flatMap((it) => it.keys)).toEqual(keys);
});
