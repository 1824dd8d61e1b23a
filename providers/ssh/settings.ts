import { z } from 'zod';
import { capacity, common, gpuSharing, HA_MESSAGE, haCount } from '../../platform/schema/cluster.ts';
import { sshAddress, sshUser } from '../../platform/schema/hosts.ts';
import { objectName } from '../../platform/schema/kubernetes-names.ts';
import { size } from '../../platform/schema/scalars.ts';

const host = z
  .strictObject({
    name: objectName(63).describe('Name of the node in the cluster.'),
    address: sshAddress().describe(
      'Where SSH reaches the host: IP address, host name or alias of your SSH configuration.',
    ),
    user: sshUser()
      .optional()
      .describe(
        'Login, root or one that may use `sudo` or `doas` without a password. Without it, as your SSH configuration says.',
      ),
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('Port of the SSH server. Without it, as your SSH configuration says.'),
    key: z.string().min(1).optional().describe('Private key file. Without it, SSH chooses as it always does.'),
    nodeIp: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .describe('Address that the nodes use among themselves, when the host has several.'),
    interface: z
      .string()
      .regex(/^[\w.-]{1,15}$/)
      .optional()
      .describe('Network interface of `nodeIp`.'),
    cpus: z.int().min(1).max(1024).optional().describe('Processors, for the capacity report.'),
    memory: size().optional().describe('Memory, for the capacity report.'),
    ...capacity,
    gpuSharing,
  })
  .meta({ id: 'Host' });

/** `cluster` of hosts over SSH. */
export const schema = z.strictObject({
  provider: z.literal('ssh').describe('Hosts that exist, reached over SSH.'),
  ...common,
  servers: z
    .array(host)
    .refine((servers) => haCount(servers.length), {
      error: (issue) => `${HA_MESSAGE}, found ${(issue.input as unknown[]).length}`,
    })
    .describe('The hosts that run the control plane, and notebook servers too.'),
  agents: z.array(host).default([]).describe('The hosts that run notebook servers alone.'),
});

export type SshCluster = z.output<typeof schema>;
