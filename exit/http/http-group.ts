import { getField } from '../../shared/http1/fields.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { PROBE_PATH, PROBE_TUNNEL_FIELD } from '../../shared/wire/probe-request.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import { MemberGroup } from '../control/member-group.ts';
import type { HostTraffic } from '../metrics/request-metrics.ts';
import type { TunnelGuard } from '../rules/tunnel-guard.ts';
import type { HttpTunnel } from './http-tunnel.ts';

const SILENT: CloseReason = { code: 'timeout', message: 'The client has been silent for some seconds.' };

/** The HTTP tunnels of one name: most often one, several where their clients share it. */
export class HttpGroup extends MemberGroup<HttpTunnel> {
  readonly kind = 'http';
  readonly name: string;
  readonly traffic: HostTraffic;

  constructor(first: HttpTunnel) {
    super(first);
    this.name = first.name;
    this.traffic = first.traffic;
  }

  /** The rules of the name, which all its members have; undefined: there are none. */
  get guard(): TunnelGuard | undefined {
    return this.members[0]?.guard;
  }

  /** The tunnel that a client probes over its own public URL: another one could not answer for it. Undefined for other requests. */
  probed(head: RequestHead): HttpTunnel | undefined {
    if (this.members.length === 1 || !head.target.startsWith(PROBE_PATH)) return undefined;
    const id = Number(getField(head.fields, PROBE_TUNNEL_FIELD));
    return this.members.find((member) => member.id === id);
  }

  /** Looks after its members; called every second or so. `now` in ms of the clock that the pools use. */
  tick(now: number): void {
    for (const { pool } of this.members) pool.sweep(now);
    if (this.members.length === 1) return;
    const silent = this.members.filter((member) => member.checkLink(now));
    // Where there is nobody to turn to, waiting is all that can be done.
    if (silent.length === 0 || !this.members.some((member) => !member.closed && !member.unfit)) return;
    for (const { pool } of silent) pool.handOn(SILENT);
  }
}
