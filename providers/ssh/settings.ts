import * as z from 'zod';
import { capacity, common, gpuSharing, HA_MESSAGE, haCount } from '../../platform/schema/cluster.ts';
import { sshAddress, sshUser } from '../../platform/schema/hosts.ts';
import { objectName } from '../../platform/schema/kubernetes-names.ts';
import { size } from '../../platform/schema/scalars.ts';

const host = z
  .strictObject({
    name: objectName(63).describe('Name of the node in the cluster.'),
    address: sshAddress().describe(
      'Where SSH reaches the host: an IP address, a host name or an alias in your SSH configuration.',
    ),
    user: sshUser()
      .optional()
      .describe('Login: root, or one with passwordless `sudo` or `doas`. If unset, as in your SSH configuration.'),
    port: z
      .int()
      .min(1)
      .max(65535)
      .optional()
      .describe('Port of the SSH server. If unset, as in your SSH configuration.'),
    key: z.string().min(1).optional().describe('Private key file. If unset, SSH chooses as usual.'),
    nodeIp: z
      .union([z.ipv4(), z.ipv6()])
      .optional()
      .describe('Address for traffic between nodes, if the host has several.'),
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
  provider: z.literal('ssh').describe('Existing hosts, reached over SSH.'),
  ...common,
  servers: z
    .array(host)
    .refine((servers) => haCount(servers.length), {
      error: (issue) => `${HA_MESSAGE}, found ${(issue.input as unknown[]).length}`,
    })
    .describe('Hosts that run the control plane, and notebook servers too.'),
  agents: z.array(host).default([]).describe('Hosts that only run notebook servers.'),
});

export type SshCluster = z.output<typeof schema>;
