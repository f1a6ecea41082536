import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { parseExitArguments } from '../testing/parse-exit-arguments.ts';
import { STOP_SECONDS } from './deployment.ts';
import { kubernetesFile } from './kubernetes-file.ts';

/** The schemas do not refuse unknown keys; TypeScript does, where the objects are written. */
const MODELS = { Deployment, PersistentVolumeClaim, Secret, Service };

function read(text: string): Record<string, unknown>[] {
  return parseAllDocuments(text, { strict: true }).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
}

function find<Kind extends keyof typeof MODELS>(objects: Record<string, unknown>[], kind: Kind) {
  const found = objects.filter((object) => object.kind === kind);
  return found.map((object) => new MODELS[kind](object as never)) as InstanceType<(typeof MODELS)[Kind]>[];
}

describe.each(Object.entries(DEPLOYMENTS))('kubernetesFile %s', (_what, deployment) => {
  const text = kubernetesFile(deployment);
  const objects = read(text);
  const [pod] = find(objects, 'Deployment').map((found) => found.spec?.template.spec);
  const [container] = pod?.containers ?? [];

  it('is what the Kubernetes API takes', () => {
    for (const kind of Object.keys(MODELS) as (keyof typeof MODELS)[]) {
      for (const object of find(objects, kind)) object.validate();
    }
    expect(objects).toHaveLength(deployment.token === undefined ? 4 : 5);
  });

  it('leads services to ports of the pod, by labels that it has', () => {
    const labels = find(objects, 'Deployment')[0]?.spec?.template.metadata?.labels;
    const names = (container?.ports ?? []).map(({ name }) => name);
    const services = find(objects, 'Service');
    expect(services.map((service) => service.spec?.type)).toEqual(['LoadBalancer', 'ClusterIP']);
    for (const { spec } of services) {
      expect(spec?.selector).toEqual(labels);
      expect(names).toEqual(expect.arrayContaining((spec?.ports ?? []).map(({ targetPort }) => targetPort)));
    }
    expect(services[0]?.spec?.ports?.map(({ name }) => name)).toEqual(names);
    // RFC 6335 §5.1 bounds names of ports.
    for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,15}$/);
  });

  it('starts the program with arguments that it takes', async () => {
    const options = await parseExitArguments(container?.args ?? []);
    const inside = (name: string) => container?.ports?.find((port) => port.name === name)?.containerPort;
    expect(options.controlAddr.port).toBe(inside('control'));
    expect(options.dataAddr.port).toBe(inside(deployment.exposure.kind === 'https' ? 'https' : 'http'));
    expect(container?.volumeMounts?.map(({ mountPath }) => mountPath)).toEqual([
      options.dataDir,
      options.tokenFile?.replace(/\/token$/, ''),
    ]);
  });

  it('probes, drains and shuts in', () => {
    const { startupProbe, livenessProbe, readinessProbe } = container ?? {};
    const paths = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet?.path);
    // Without a certificate there is no handshake, and without being reached no certificate.
    const waits = deployment.exposure.kind === 'https';
    expect(paths).toEqual(waits ? [undefined, undefined, '/readyz'] : ['/startupz', '/livez', '/readyz']);
    if (waits)
      expect([startupProbe, livenessProbe].map((probe) => probe?.tcpSocket?.port)).toEqual(['control', 'control']);
    expect(find(objects, 'Service')[0]?.spec?.publishNotReadyAddresses).toBe(true);
    expect(pod?.terminationGracePeriodSeconds).toBe(STOP_SECONDS);
    expect(pod?.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true, allowPrivilegeEscalation: false });
  });

  it('holds a token only where it was given one, and says so', () => {
    const holds = deployment.token !== undefined;
    expect(find(objects, 'Secret').map(({ stringData }) => stringData)).toEqual(
      holds ? [{ token: deployment.token }] : [],
    );
    expect(text).toContain(holds ? 'THIS FILE HOLDS THE TOKEN' : 'holds no secret');
  });
});
