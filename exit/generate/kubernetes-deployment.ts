import { dirname } from 'node:path';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IContainer } from 'kubernetes-models/v1/Container';
import { CONTAINER_PLACE } from './container-place.ts';
import { type Deployment, STOP_SECONDS } from './deployment.ts';
import { KUBERNETES_NAME, LABELS, TOKEN_SECRET } from './kubernetes-objects.ts';
import { planServer } from './server-plan.ts';

/** In YAML it stands as 288. */
const SECRET_MODE = 0o440;

/** The pod, once: names, ports and sessions are kept in its memory. */
export function exitDeployment(deployment: Deployment): IDeployment {
  const { userId } = CONTAINER_PLACE;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: KUBERNETES_NAME, labels: LABELS },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: STOP_SECONDS,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: userId,
            runAsGroup: userId,
            fsGroup: userId,
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container(deployment)],
          volumes: [
            { name: 'data', persistentVolumeClaim: { claimName: `${KUBERNETES_NAME}-data` } },
            { name: 'token', secret: { secretName: TOKEN_SECRET, defaultMode: SECRET_MODE } },
          ],
        },
      },
    },
  };
}

function container(deployment: Deployment): IContainer {
  const { ports, args } = planServer(deployment, CONTAINER_PLACE);
  const { from, to } = deployment.tcpPorts;
  // Before the first certificate is there no TLS handshake succeeds: that must not end the pod, or each start would order anew.
  const living = deployment.exposure.kind === 'https' ? () => TCP_PROBE : probe;
  const tcp = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return {
    name: 'exit',
    image: deployment.image,
    // Kubernetes puts variables in for `$(NAME)`.
    args: args.flat().map((word) => word.replaceAll('$(', '$$$$(')),
    ports: [
      ...ports.map(({ name, inside }) => ({ name, containerPort: inside, protocol: 'TCP' as const })),
      ...tcp.map((port) => ({ name: `tcp-${port}`, containerPort: port, protocol: 'TCP' as const })),
    ],
    startupProbe: { ...living('/startupz'), periodSeconds: 2, failureThreshold: 30 },
    livenessProbe: { ...living('/livez'), periodSeconds: 10, failureThreshold: 3 },
    readinessProbe: { ...probe('/readyz'), periodSeconds: 5, failureThreshold: 2 },
    resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '1Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'data', mountPath: deployment.dataDir ?? CONTAINER_PLACE.dataDir },
      { name: 'token', mountPath: dirname(CONTAINER_PLACE.tokenFile), readOnly: true },
    ],
  };
}

const TCP_PROBE: NonNullable<IContainer['livenessProbe']> = { tcpSocket: { port: 'control' }, timeoutSeconds: 5 };

/** The kubelet does not check certificates. */
function probe(path: string): NonNullable<IContainer['livenessProbe']> {
  return { httpGet: { path, port: 'control', scheme: 'HTTPS' }, timeoutSeconds: 5 };
}
