import { chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The user that the test hosts let in: a fixed id that no distribution gives out. */
const LOGIN = { name: 'ubuntu', id: 19_770 } as const;

/** The usual key exchange takes most of the time of a connection. */
const SSHD = `Port 22
KexAlgorithms curve25519-sha256
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/sshd.pid
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
StrictModes yes
AllowTcpForwarding yes
UseDNS no
Subsystem sftp internal-sftp
`;

const OS_RELEASE = `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
`;

/** Writes the layer that all hosts of a bed share on top of this machine's root: a user, sudo, sshd, an OS release. */
export async function writeBaseLayer(base: string, publicKey: string): Promise<void> {
  const put = async (path: string, text: string, mode = 0o644): Promise<string> => {
    const file = join(base, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode });
    return file;
  };
  const { name, id } = LOGIN;
  await put('etc/passwd', await replaced('/etc/passwd', `${name}:x:${id}:${id}::/home/${name}:/bin/bash`));
  await put('etc/group', await replaced('/etc/group', `${name}:x:${id}:`));
  await put('etc/shadow', await replaced('/etc/shadow', `${name}:*:20000:0:99999:7:::`), 0o640);
  // sudo refuses to raise a limit that a container may not raise, and says so on every command.
  await put('etc/sudo.conf', 'Set disable_coredump false\n');
  await put(`etc/sudoers.d/90-${name}`, `${name} ALL=(ALL) NOPASSWD:ALL\n`, 0o440);
  await put('etc/ssh/testbed_sshd_config', SSHD);
  await put('etc/os-release', OS_RELEASE);
  const keys = await put(`home/${name}/.ssh/authorized_keys`, publicKey, 0o600);
  for (const path of [keys, dirname(keys), dirname(dirname(keys))]) await chown(path, id, id);
}

/** The machine's own file with the line of the login user replaced, or added. */
async function replaced(path: string, line: string): Promise<string> {
  const others = (await readFile(path, 'utf8')).split('\n').filter((l) => l !== '' && !l.startsWith(`${LOGIN.name}:`));
  return `${[...others, line].join('\n')}\n`;
}
