/** Every command, in the order of the help. Its module is loaded when it is named. */
export const COMMANDS = [
  {
    name: 'init',
    description: "Make a project: your platform's own repository. Asks on a terminal for what the options leave open.",
    load: async () => (await import('./init-command.ts')).initCommand(),
  },
  {
    name: 'update',
    description: 'Bring a project to the version of Hubwright that was installed, and print what is new in it.',
    load: async () => (await import('./update-command.ts')).updateCommand(),
  },
  {
    name: 'synth',
    description: 'Turn platform.yaml and users.yaml into the manifests in dist/.',
    load: async () => (await import('./synth-command.ts')).synthCommand(),
  },
  {
    name: 'image',
    description: 'Build the images of platform.yaml that have `build`, and put them on every node.',
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
      'Make the cluster that platform.yaml describes and put the platform on it; run again, change only what differs.',
    load: async () => (await import('./up-command.ts')).upCommand(),
  },
  {
    name: 'status',
    description: 'Show nodes, manifests, release and hub; exit code 1 if something is not as it should be.',
    load: async () => (await import('./status-command.ts')).statusCommand(),
  },
  {
    name: 'logs',
    description: "Print the logs of the hub, of the proxy, or of a user's server.",
    load: async () => (await import('./logs-command.ts')).logsCommand(),
  },
  {
    name: 'kubeconfig',
    description: "Print the path of the cluster's kubeconfig, or merge it into your own.",
    load: async () => (await import('./kubeconfig-command.ts')).kubeconfigCommand(),
  },
  {
    name: 'down',
    description: 'Delete the cluster with everything on it, home folders and database included; or one agent of it.',
    load: async () => (await import('./down-command.ts')).downCommand(),
  },
  {
    name: 'diff',
    description:
      'Show what changes from the settings and charts of a revision to those here, and the manifests that differ.',
    load: async () => (await import('./diff-command.ts')).diffCommand(),
  },
  {
    name: 'user',
    description: 'Add, change, group, remove and list the users of users.yaml. Its comments and order stay.',
    load: async () => (await import('./user-command.ts')).userCommand(),
  },
  {
    name: 'preview',
    description: 'Run the real hub on this machine, without a cluster, with what dist/ says.',
    load: async () => (await import('./preview-command.ts')).previewCommand(),
  },
  {
    name: 'accept',
    description: 'Log in, work and log out as two users in a real browser, against any running hub, and report on it.',
    load: async () => (await import('./accept-command.ts')).acceptCommand(),
  },
];
