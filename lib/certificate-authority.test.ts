import { expect, test } from '@jest/globals';
import { X509 } from '../platform/auth/testing.ts';
import { loadPlatform } from '../settings/load.ts';
import { complaints, folderWith, load, MINIMAL, USERS } from '../settings/testing.ts';
import { chartValues } from './chart-values.ts';

function valuesWith(settings: object = {}) {
  const directory = folderWith({
    'platform.yaml': { ...MINIMAL, certificateAuthority: { file: 'ca.pem' }, ...settings },
    'users.yaml': USERS,
    'ca.pem': `# From IT\n${X509}`,
  });
  return chartValues(loadPlatform({ directory, env: {} }).platform);
}

test('hub and servers get the certificates, and variables name the bundle', () => {
  const { hub, singleuser, custom } = valuesWith();
  expect(hub?.extraFiles?.['company-ca.pem']).toEqual({
    mountPath: '/opt/hubwright/company-ca.pem',
    stringData: X509,
  });
  expect(singleuser?.extraFiles?.['company-ca.pem']).toEqual({
    mountPath: '/etc/hubwright/company-ca.pem',
    stringData: X509,
  });
  expect(custom?.hubwright).toMatchObject({
    certificateAuthority: { company: '/etc/hubwright/company-ca.pem', bundle: '/etc/hubwright/ca/bundle.pem' },
  });
  expect(singleuser?.extraEnv).toMatchObject({
    SSL_CERT_FILE: '/etc/hubwright/ca/bundle.pem',
    REQUESTS_CA_BUNDLE: '/etc/hubwright/ca/bundle.pem',
    PIP_CERT: '/etc/hubwright/ca/bundle.pem',
    CURL_CA_BUNDLE: '/etc/hubwright/ca/bundle.pem',
    GIT_SSL_CAINFO: '/etc/hubwright/ca/bundle.pem',
    CONDA_SSL_VERIFY: '/etc/hubwright/ca/bundle.pem',
    AWS_CA_BUNDLE: '/etc/hubwright/ca/bundle.pem',
    JULIA_SSL_CA_ROOTS_PATH: '/etc/hubwright/ca/bundle.pem',
    NODE_EXTRA_CA_CERTS: '/etc/hubwright/company-ca.pem',
  });
});

test('an engineer may have a variable otherwise', () => {
  const { singleuser } = valuesWith({ hub: { values: { singleuser: { extraEnv: { PIP_CERT: '/own.pem' } } } } });
  expect(singleuser?.extraEnv).toMatchObject({ PIP_CERT: '/own.pem', SSL_CERT_FILE: '/etc/hubwright/ca/bundle.pem' });
});

test('without the setting there is nothing of it', () => {
  const { custom, hub, singleuser } = chartValues(load().platform);
  expect(custom?.hubwright).not.toHaveProperty('certificateAuthority');
  expect(hub).not.toHaveProperty('extraFiles');
  expect(singleuser?.extraFiles).not.toHaveProperty('company-ca.pem');
  expect(singleuser?.extraEnv).not.toHaveProperty('SSL_CERT_FILE');
});

test('raw values that replace the certificates are refused', () => {
  const own = { 'company-ca.pem': { mountPath: '/opt/own.pem', stringData: 'x' } };
  expect(complaints(() => valuesWith({ hub: { values: { hub: { extraFiles: own } } } }))[0]).toContain(
    'replaces the certificates of certificateAuthority',
  );
});
