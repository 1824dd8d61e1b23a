import { kubeconfigFor } from './kubeconfig.ts';

/** A kubeconfig as this project makes it of k3s's own. */
export function kubeconfigOf(name: string, server: string): string {
  const ofK3s = {
    clusters: [
      { name: 'default', cluster: { server: 'https://127.0.0.1:6443', 'certificate-authority-data': 'Q0E=' } },
    ],
    users: [{ name: 'default', user: { 'client-certificate-data': 'Q1JU', 'client-key-data': 'S0VZ' } }],
  };
  return kubeconfigFor(JSON.stringify(ofK3s), name, new URL(server).hostname);
}

const CLUSTER = '{"name": "work", "cluster": {"server": "https://work:6443"}}';

/** Kubeconfigs as people have them. */
export const KUBECONFIGS: Readonly<Record<string, string>> = {
  none: '',
  'comments alone': '# mine\n\n# too',
  'what kubectl writes for an empty one': `apiVersion: v1
clusters: null
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`,
  'block, with comments': `# All of them.
apiVersion: v1
kind: Config
preferences: {colors: true}
current-context: work   # the usual one

clusters:
- cluster:
    server: https://work:6443   # behind the VPN
    insecure-skip-tls-verify: true
  name: work
# end of clusters

contexts:
- name: work
  context: {cluster: work, user: "yes", namespace: 'on'}
users:
- name: "yes"
  user:
    username: "1_000"
    password: '0o17 # work'
- name: 'work-2'
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      command: aws
      args: [eks, get-token, --cluster, "work"]
      env: null
      interactiveMode: Never
      provideClusterInfo: false
# the end
`,
  'indented lists, no newline at the end': `apiVersion: v1
kind: Config
clusters:
    # work
    -   name: work
        cluster:
            server: "https://work:6443"
contexts:
    -   name: work
        context:
            cluster: work
            user: work
users:
    -   name: work # me
        user:
            token: "yes"
current-context: work`,
  'empty lists': `apiVersion: v1
kind: Config
clusters: [] # none
contexts: # none
users: []
current-context:
`,
  'keys that are missing': 'kind: Config # work\napiVersion: v1\n',
  'flow lists': `apiVersion: v1
kind: Config
clusters: [${CLUSTER}]
contexts: [
  {name: work, context: {cluster: work, user: work}}, # work
]
users: [{name: work, user: {token: "no"}}]
current-context: work
`,
  JSON: `{
  "kind": "Config",
  "apiVersion": "v1",
  "clusters": [
    ${CLUSTER}
  ],
  "contexts": [],
  "users": null,
  "current-context": ""
}
`,
  'JSON in one line': `{"apiVersion":"v1","kind":"Config","clusters":[${CLUSTER}]}`,
  'anchors, a merge key and blocks of text': `x-common: &common
  server: https://work:6443
clusters:
- name: work
  cluster:
    <<: *common
    certificate-authority-data: |
      d29yaw==
contexts:
- name: work
  context: &here
    cluster: work
    user: work
- name: work-2
  context: *here
users:
- name: work
  user:
    token: >-
      folded
      work
current-context: work
`,
  'Windows line ends':
    'apiVersion: v1\r\nkind: Config\r\n# work\r\nclusters:\r\n- name: work\r\n  cluster:\r\n    server: https://work:6443\r\nusers: []\r\n',
  'a marked document': '---\n# work\napiVersion: v1\nclusters: []\nkind: Config\n...\n',
};
