/** Every command, in the order of the help. Its module is loaded when it is named. */
export const COMMANDS = [
  {
    name: 'init',
    description: 'Create a repository for your settings. On a terminal, prompts for what the options leave out.',
    load: async () => (await import('./init-command.ts')).initCommand(),
  },
  {
    name: 'import',
    description:
      'Create a repository from the values that Zero to JupyterHub has today, and report what became of each.',
    load: async () => (await import('./import-command.ts')).importCommand(),
  },
  {
    name: 'update',
    description: 'Bring a project to the version of Hubwright that was installed, and print what is new in it.',
    load: async () => (await import('./update-command.ts')).updateCommand(),
  },
  {
    name: 'synth',
    description: 'Check platform.yaml and users.yaml, and write the manifests to dist/.',
    load: async () => (await import('./synth-command.ts')).synthCommand(),
  },
  {
    name: 'image',
    description: 'Build the images that have `build` in platform.yaml, and copy them to every node.',
    load: async () => (await import('./image-command.ts')).imageCommand(),
  },
  {
    name: 'doctor',
    description: 'Check everything at once, before there is a cluster and after, and say what each problem costs.',
    load: async () => (await import('./doctor-command.ts')).doctorCommand(),
  },
  {
    name: 'up',
    description:
      'Create the cluster that platform.yaml describes and deploy the platform. Running it again changes only what differs.',
    load: async () => (await import('./up-command.ts')).upCommand(),
  },
  {
    name: 'status',
    description: 'Show nodes, manifests, release, hub and servers. Exits with 1 if something is wrong.',
    load: async () => (await import('./status-command.ts')).statusCommand(),
  },
  {
    name: 'history',
    description: 'Show who has changed the cluster, when and with what, and what a change did.',
    load: async () => (await import('./history-command.ts')).historyCommand(),
  },
  {
    name: 'rollback',
    description: 'Undo an upgrade: k3s, the chart and the hub go back to what they were before it, with their data.',
    load: async () => (await import('./rollback-command.ts')).rollbackCommand(),
  },
  {
    name: 'logs',
    description: "Print the logs of the hub, the proxy or a user's server.",
    load: async () => (await import('./logs-command.ts')).logsCommand(),
  },
  {
    name: 'home',
    description: "List the users' homes, with nodes and sizes, and move them to other nodes.",
    load: async () => (await import('./home-command.ts')).homeCommand(),
  },
  {
    name: 'usage',
    description:
      'Show who used what: hours of servers, processors, memory and GPUs, by user, group, image, size or time.',
    load: async () => (await import('./usage-command.ts')).usageCommand(),
  },
  {
    name: 'node',
    description: 'Empty a node of its homes, also one that is lost, and restart the machines of nodes.',
    load: async () => (await import('./node-command.ts')).nodeCommand(),
  },
  {
    name: 'token',
    description: 'Give the cluster a new token, by which nodes join.',
    load: async () => (await import('./token-command.ts')).tokenCommand(),
  },
  {
    name: 'kubeconfig',
    description: "Print the path of the cluster's kubeconfig, or merge it into your own.",
    load: async () => (await import('./kubeconfig-command.ts')).kubeconfigCommand(),
  },
  {
    name: 'backup',
    description: 'Back up now what the nodes back up by themselves, list what there is, and check that it is whole.',
    load: async () => (await import('./backup-command.ts')).backupCommand(),
  },
  {
    name: 'restore',
    description: "Restore a user's home, a file or folder of it, or the whole cluster, from a backup.",
    load: async () => (await import('./restore-command.ts')).restoreCommand(),
  },
  {
    name: 'adopt',
    description: 'Get everything that this folder needs to know of a running cluster from its hosts, over SSH.',
    load: async () => (await import('./adopt-command.ts')).adoptCommand(),
  },
  {
    name: 'down',
    description: 'Delete the cluster with everything on it, including homes and database, or one of its agents.',
    load: async () => (await import('./down-command.ts')).downCommand(),
  },
  {
    name: 'diff',
    description: "Show what changes between a revision's settings and these, and the manifests that differ.",
    load: async () => (await import('./diff-command.ts')).diffCommand(),
  },
  {
    name: 'user',
    description: 'Add, change, group, remove and list the users in users.yaml. Comments and order are preserved.',
    load: async () => (await import('./user-command.ts')).userCommand(),
  },
  {
    name: 'preview',
    description: 'Run the real hub on this machine, without a cluster.',
    load: async () => (await import('./preview-command.ts')).previewCommand(),
  },
  {
    name: 'accept',
    description: 'Test any running hub in a real browser: two users log in, work and log out. Writes a report.',
    load: async () => (await import('./accept-command.ts')).acceptCommand(),
  },
];
