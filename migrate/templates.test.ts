import { expect, test } from '@jest/globals';
import { importOf } from './testing.ts';

const PLACEHOLDERS = [
  ...['{{ .Values.host }}', 'hub.{{ .x }}', `\${HOST}`, `https://\${HOST}/`, '$HUB_SECRET', '#{TOKEN}#', '__TOKEN__'],
  ...['@@TOKEN@@', '%TOKEN%', '%%TOKEN%%', 'ENC[AES256_GCM,data:YQ==]', 'ref+vault://secret/hub#/a'],
  ...['ref+awssecrets://a/b', '<path:secret/data/hub#c>', 'vault:secret/data/hub#d', '<your-secret>', 'CHANGEME'],
  ...['REPLACE_ME', 'TODO', 'xxxxx', '***', '...', '$ANSIBLE_VAULT;1.1;AES256\n616263\n'],
];
const VALUES = [
  ...['hunter2', '$2b$12$abcdefghijklmnopqrstuv', '$argon2id$v=19$m=1', 'a$B', '#c0ffee', '__init__', 'x', 'xx'],
  ...['p%40ss', '@reboot', 'vault', 'ref', 'sha256:0a', 'a<b>c', 'TODO list', `line\n\${code}\n`, 'vault: a#b'],
];

const secretOf = (value: string) => {
  const config = { JupyterHub: { authenticator_class: 'dummy' }, DummyAuthenticator: { password: value } };
  const { draft } = importOf({ hub: { config } });
  const said = draft.remarks.filter((it) => it.keys.includes('hub.config.DummyAuthenticator.password'));
  return { secret: draft.secrets[0]?.value, kinds: said.map((it) => it.kind) };
};

test.each(PLACEHOLDERS)('%j is to be filled in, and is no secret', (value) => {
  expect(secretOf(value).secret).toBeUndefined();
});

test.each(VALUES)('%j is a value', (value) => {
  expect(secretOf(value)).toEqual({ secret: value, kinds: [] });
});
