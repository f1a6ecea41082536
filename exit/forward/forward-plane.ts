import { checkJoin } from '../control/check-join.ts';
import { MemberGroup } from '../control/member-group.ts';
import { TunnelRefusal } from '../control/tunnel-refusal.ts';
import type { TunnelSession } from '../http/http-tunnel.ts';
import type { ForwardMetrics } from '../metrics/forward-metrics.ts';
import { type Lookup, lookupBySystem } from './dial-target.ts';
import { ForwardAccess, type ForwardAsker } from './forward-access.ts';
import type { ForwardPattern } from './forward-pattern.ts';
import { parseForwardTarget } from './forward-target.ts';
import { ForwardTunnel } from './forward-tunnel.ts';
import { ForwardWays } from './forward-ways.ts';
import { privateHost } from './private-name.ts';
import { PrivateTunnel, type PrivateTunnelFacts } from './private-tunnel.ts';

/** What a client asks for. */
export interface ForwardRequest {
  id: number;
  name: string;
  /** `HOST:PORT` */
  target: string;
  upstream: string;
}

/** Local forwarding and private services: what clients reach over the exit server, where visitors are not concerned. */
export class ForwardPlane {
  readonly #access: ForwardAccess;
  readonly #ways: ForwardWays;
  readonly #services = new Map<string, MemberGroup<PrivateTunnel>>();
  readonly #tunnels = new Set<ForwardTunnel>();

  constructor(patterns: readonly ForwardPattern[], metrics: ForwardMetrics, lookup: Lookup = lookupBySystem) {
    const access = new ForwardAccess(patterns);
    this.#access = access;
    this.#ways = new ForwardWays({ access, metrics, lookup, services: (name) => this.#services.get(name) });
  }

  /** Opens a tunnel to a target. Throws TunnelRefusal. */
  openForward(request: ForwardRequest, asker: ForwardAsker): ForwardTunnel {
    const target = parseForwardTarget(request.target);
    if (target === undefined) {
      throw new TunnelRefusal(
        'not-allowed',
        `"${request.target}" is no target: give HOST:PORT, e.g. db.internal:5432.`,
      );
    }
    const permission = this.#access.mayForward(asker, target);
    if (permission.kind === 'refused') throw new TunnelRefusal('not-allowed', permission.message);
    const tunnel = new ForwardTunnel({ ...request, target }, (signal) => this.#ways.find(target, asker, signal));
    this.#tunnels.add(tunnel);
    return tunnel;
  }

  /** Opens a private tunnel under a name (a DNS label) that is free, or shared on the same terms. Throws TunnelRefusal. */
  openPrivate(facts: PrivateTunnelFacts, session: TunnelSession): PrivateTunnel {
    const { name, terms } = facts;
    if (this.#access.reserves(name)) {
      throw new TunnelRefusal('name-taken', `${privateHost(name)} is in use already: choose another name.`);
    }
    const group = this.#services.get(name);
    const holders = group?.members.map((member) => member.terms) ?? [];
    checkJoin(privateHost(name), holders, terms);
    const tunnel = new PrivateTunnel(facts, session);
    if (group === undefined) this.#services.set(name, new MemberGroup(tunnel));
    else group.add(tunnel);
    return tunnel;
  }

  /** Closes a tunnel: its name is free again, and what goes through it breaks off. */
  close(tunnel: ForwardTunnel | PrivateTunnel): void {
    if (tunnel.kind === 'forward') this.#tunnels.delete(tunnel);
    else this.#leave(tunnel);
    tunnel.close();
  }

  /** Takes no new connections and resolves when those that are open have ended. */
  async drain(): Promise<void> {
    await Promise.all([...this.#tunnels].map((tunnel) => tunnel.drain()));
  }

  #leave(tunnel: PrivateTunnel): void {
    const group = this.#services.get(tunnel.name);
    if (group?.remove(tunnel) && group.members.length === 0) this.#services.delete(tunnel.name);
  }
}
