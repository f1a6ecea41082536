import { askControlPlane, type ControlAnswer } from '../../../shared/wire/ask-control-plane.ts';
import type { Network } from './network.ts';
import { proxyAgent } from './proxy-agent.ts';

/** Longest answer that is read, bytes: what strangers' servers may make this computer hold. */
const MAX_ANSWER = 256 * 1024;

export interface ControlRequest {
  /** `ws(s)://HOST[:PORT]` of the control plane. */
  url: string;
  /** `sha256:HEX` of the one CA to trust. */
  pin?: string | undefined;
  method: 'GET' | 'POST';
  path: string;
  /** Sent as JSON. */
  body?: object | undefined;
  timeoutMs?: number | undefined;
}

/** Asks an exit server what needs no token, on the way that its sessions take. Rejects where there is no whole answer in time. */
export async function askControl(network: Network, { path, ...parts }: ControlRequest): Promise<ControlAnswer> {
  const proxy = await network.routeTo(parts.url);
  const url = new URL(path, parts.url.replace(/^ws/, 'http'));
  return askControlPlane({ ...parts, url, agent: proxy && (await proxyAgent(proxy)), maxAnswer: MAX_ANSWER });
}
