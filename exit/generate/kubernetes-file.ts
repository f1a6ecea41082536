import { CONTAINER_PLACE } from './container-place.ts';
import type { Deployment } from './deployment.ts';
import { joinCommands } from './join-steps.ts';
import { exitDeployment } from './kubernetes-deployment.ts';
import {
  controlService,
  dataClaim,
  KUBERNETES_NAME,
  publicService,
  TOKEN_SECRET,
  tokenSecret,
} from './kubernetes-objects.ts';
import { renderYaml, type YamlPart } from './render-yaml.ts';
import { planServer } from './server-plan.ts';
import { commented, dnsSteps } from './steps.ts';

/** Kubernetes objects behind the steps that lead to a running server. */
export function kubernetesFile(deployment: Deployment): string {
  const { ports } = planServer(deployment, CONTAINER_PLACE);
  const { from, to } = deployment.tcpPorts;
  const tcp = Array.from({ length: to - from + 1 }, (_, index) => ({
    name: `tcp-${from + index}`,
    outside: from + index,
  }));
  const parts: YamlPart[] = [
    ...(deployment.token === undefined ? [] : [{ value: tokenSecret(deployment.token) }]),
    { value: dataClaim(), notes: { spec: 'For keys and certificates, which outlive the pod.' } },
    {
      value: exitDeployment(deployment),
      notes: {
        'spec.strategy': 'The old pod ends before the new one starts: both would want the same volume.',
        'spec.template.spec.enableServiceLinks':
          "Variables with the services' names would look like flags: PORTHOLE_EXIT_….",
        'spec.template.spec.volumes': '288 is 0440: the token is read by the group that fsGroup names.',
        'spec.template.spec.terminationGracePeriodSeconds': 'Running requests may finish.',
      },
    },
    {
      value: publicService([...ports, ...tcp]),
      notes: {
        'spec.externalTrafficPolicy': "Keeps the visitors' addresses, which upstreams get as X-Forwarded-For.",
        'spec.publishNotReadyAddresses': 'Certificates are proved over port 80 before the pod is ready.',
      },
    },
    { value: controlService(ports.filter(({ name }) => name === 'control')) },
  ];
  return `${commented(steps(deployment))}\n${renderYaml(parts)}`;
}

function steps(deployment: Deployment): string[] {
  const { image, token } = deployment;
  const readToken = `kubectl get secret ${TOKEN_SECRET} -o jsonpath='{.data.token}' | base64 -d`;
  const secrecy =
    token === undefined ? 'This file holds no secret.' : 'THIS FILE HOLDS THE TOKEN: keep it out of version control.';
  const tokenSteps =
    token === undefined
      ? [
          '2. Make the token that clients need.',
          `     openssl rand -hex 32 | tr -d '\\n' | kubectl create secret generic ${TOKEN_SECRET} --from-file=token=/dev/stdin`,
        ]
      : ['2. The token that clients need is in the Secret below.'];
  return [
    `Porthole exit server for Kubernetes 1.25 or newer. ${secrecy}`,
    '',
    '1. In a checkout of Porthole: make the image, under a name that the cluster can pull (--image); none is published.',
    `     docker build -t ${image} . && docker push ${image}`,
    ...tokenSteps,
    '3. Save this file as porthole-exit.yaml and apply it.',
    '     kubectl apply -f porthole-exit.yaml',
    `4. ${dnsSteps(deployment).join(' ')} Its address is this EXTERNAL-IP:`,
    `     kubectl get service ${KUBERNETES_NAME}`,
    '5. Print the join link, and paste it into the app under Servers.',
    ...joinCommands(deployment, readToken, `kubectl logs deployment/${KUBERNETES_NAME}`).map((line) => `     ${line}`),
  ];
}
