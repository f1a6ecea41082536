import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { IService } from 'kubernetes-models/v1/Service';

/** Name of the objects, or its beginning. */
export const KUBERNETES_NAME = 'porthole-exit';
export const TOKEN_SECRET = `${KUBERNETES_NAME}-token`;
export const LABELS = { 'app.kubernetes.io/name': KUBERNETES_NAME };

/** Keys, certificates and an account: some KiB, but most clusters give no less. */
const DATA_SIZE = '1Gi';

/** A port of a service, which leads to the one with the same name of the pod. */
export interface ServicePort {
  name: string;
  outside: number;
}

export function tokenSecret(token: string): ISecret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: TOKEN_SECRET, labels: LABELS },
    type: 'Opaque',
    stringData: { token },
  };
}

export function dataClaim(): IPersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: `${KUBERNETES_NAME}-data`, labels: LABELS },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: DATA_SIZE } } },
  };
}

/** Both planes at one address, since one domain leads to both. The ACME server must reach the pod before it has a certificate and is ready. */
export function publicService(ports: readonly ServicePort[]): IService {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: KUBERNETES_NAME, labels: LABELS },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      publishNotReadyAddresses: true,
      selector: LABELS,
      ports: ports.map(servicePort),
    },
  };
}

/** The control plane inside the cluster, for Prometheus and for clients that run there. */
export function controlService(ports: readonly ServicePort[]): IService {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `${KUBERNETES_NAME}-control`, labels: LABELS },
    spec: { type: 'ClusterIP', selector: LABELS, ports: ports.map(servicePort) },
  };
}

function servicePort({ name, outside }: ServicePort) {
  return { name, port: outside, targetPort: name, protocol: 'TCP' as const };
}
