import { describe, expect, test } from '@jest/globals';
import { holdsSecret, isSecret, withoutSecrets } from './secret-forms.ts';

/** Put together here, so that no scanner takes this file for one with secrets. */
const random = (length: number) => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(4).slice(0, length);
const shell = (variable: string) => ['$', '{', variable, '}'].join('');
const jwt = `eyJ${random(16)}.eyJ${random(20)}.${random(30)}`;
const pem = `${'-----BEGIN'} RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----`;

describe('what is a secret', () => {
  test.each<[string | undefined, string]>([
    ['DB_PASS', 's3cret'],
    ['SMTP_PASSWD', 's3cret'],
    ['password', 'hunter'],
    ['dbPassword', 'hunter2 x'],
    ['GITHUB_PAT', 'abcdef'],
    ['client_secret', 'f00'],
    ['clientSecret', 'f00'],
    ['clientSecret', 'correct-horse-battery'],
    ['adminSecret', 'f00-b4r'],
    ['AWS_SECRET_ACCESS_KEY', 'abc'],
    ['OPENAI_API_KEY', 'abc'],
    ['apiKey', 'abc'],
    ['HF_TOKEN', 'abc'],
    ['apiToken', 'abc'],
    ['PGPASSWORD', 'abc'],
    ['keys', 'abc'],
    ['A', `ghp_${random(36)}`],
    ['A', `github_pat_${random(40)}`],
    ['A', `glpat-${random(20)}`],
    ['A', `AKIA${'ABCDEFGH12345678'}`],
    ['A', `xoxb-${random(24)}`],
    ['A', `hf_${random(34)}`],
    ['A', `sk-proj-${random(40)}`],
    ['A', `AIza${random(35)}`],
    ['A', `GOCSPX-${random(28)}`],
    ['A', `dckr_pat_${random(27)}`],
    ['A', jwt],
    ['A', pem],
    [undefined, 'postgresql://hub:s3cret@db/hub'],
    [undefined, 'https://user:p%40ss@git.example.com/repo.git'],
    [undefined, 'redis://:s3cret@redis:6379/0'],
    [undefined, 'host=db user=hub password=s3cret dbname=hub'],
    [undefined, 'Server=db;Database=x;User Id=hub;Password=s3cret;'],
    [undefined, '[client]\nuser = hub\npassword = s3cret\n'],
    [undefined, 'machine: x\ntoken: abc123\n'],
    [undefined, '{"auths": {"r": {"auth": "dXNlcjpwYXNz"}}}'],
    [undefined, 'c.X.client_secret = "f00bar"'],
    [undefined, "os.environ['API_TOKEN'] = 'f00bar'"],
    [undefined, '--NotebookApp.token=f00bar'],
    [undefined, `Authorization: Bearer ${random(30)}`],
  ])('%s: %s', (name, value) => {
    expect(isSecret(name, value)).toBe(true);
    expect(withoutSecrets(`x ${value} y`).includes(value) && name === undefined).toBe(false);
  });
});

describe('what only looks like one', () => {
  test.each<[string | undefined, string]>([
    ['existingSecret', 'hub-secrets'],
    ['pullSecret', 'regcred'],
    ['secretName', 'hub-tls'],
    ['CODE_DISABLE_PASSWORD', 'true'],
    ['PASSWORD', ''],
    ['password', ' '],
    ['OPENAI_API_KEY', '{env:OPENAI_API_KEY}'],
    ['DB_PASSWORD', shell('DB_PASSWORD')],
    ['DB_PASSWORD', '$DB_PASSWORD'],
    ['DB_PASSWORD', '$(DB_PASSWORD)'],
    ['token', '{{ .Values.token }}'],
    ['token', '<your token here>'],
    ['client_secret', 'REPLACE_ME'],
    ['client_secret', 'your-client-secret'],
    ['client_secret', 'change-me'],
    ['password', '********'],
    ['password', 'xxxxxxxx'],
    ['password', 'TODO'],
    ['TOKEN_FILE', '/run/secrets/token'],
    ['GIT_TOKEN', '/run/secrets/token'],
    ['private_key', 'certs/hub.key'],
    ['token', 'https://sso.example.com/token'],
    ['token_url', 'https://sso.example.com/token'],
    ['password_hash', '$2b$12$abc'],
    ['minimum_password_length', '10'],
    ['PASSWORD_PROMPT', 'Password:'],
    ['password', 'Enter the password of your account'],
    ['secretKeyRef', 'x'],
    ['username_key', 'sub'],
    ['tokens', 'x'],
    ['compass', 'north'],
    ['bypass', 'yes-please'],
    ['key', 'gpu'],
    ['monkey', 'banana'],
    [undefined, 'https://hub.example.com:8443/a@b'],
    [undefined, 'postgresql://hub@db/hub'],
    [undefined, `postgresql://hub:${shell('DB_PASSWORD')}@db/hub`],
    [undefined, 'postgresql://hub:{password}@db/hub'],
    [undefined, 'https://user:<password>@host/'],
    [undefined, 'git@github.com:org/repo.git'],
    [undefined, 'registry.example.com:5000/hub@sha256:0123456789abcdef'],
    [undefined, 'sk-learn-contributions-and-more-packages'],
    [undefined, 'token = os.environ["API_TOKEN"]'],
    [undefined, 'c.X.client_secret = get_config("custom.secret")'],
    [undefined, 'headers = {"Authorization": f"token {token}"}'],
    [undefined, 'grant_type: "client_secret_basic"'],
    [undefined, 'data["token"] = "access_token"'],
    [undefined, '<input type="password" name="password">'],
    [undefined, "--NotebookApp.token=''"],
    [undefined, `f"--NotebookApp.token={self.user_options['token']}"`],
    [undefined, 'f"--token={make("x")}"'],
    [undefined, "f'--token={token!r}'"],
    ['kcAdminCredentialSecret', 'keycloak-admin-credentials'],
    ['kcAdminCredentialSecretKey', 'admin-password'],
    [undefined, '# set the password here'],
    [undefined, 'f(password=password, host=host)'],
  ])('%s: %s', (name, value) => {
    expect(isSecret(name, value)).toBe(false);
  });

  test('code that names variables, where a file of settings would hold the secret itself', () => {
    const code = 'password = make()\ntoken=value\n';
    expect([holdsSecret(code, true), holdsSecret(code)]).toEqual([false, true]);
  });
});

test('a text without its secrets keeps the rest', () => {
  expect(withoutSecrets('from https://bob:s3cret@a/ to b')).toBe('from https://bob:(secret)@a/ to b');
});
