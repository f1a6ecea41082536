import https from 'node:https';
import type { Engine } from '../../electron/engine/engine.ts';
import { TunnelCounters } from '../../electron/engine/metrics/tunnel-counters.ts';
import { OnDemandServices } from '../../electron/engine/on-demand/on-demand-services.ts';
import { LinkDialer } from '../../electron/engine/tunnels/link-dialer.ts';
import { NonceBook } from '../../electron/engine/tunnels/nonce-book.ts';
import { Supervisor } from '../../electron/engine/tunnels/supervisor.ts';
import { parseTarget } from '../../electron/engine/tunnels/target.ts';
import { TunnelRunner } from '../../electron/engine/tunnels/tunnel-runner.ts';
import type { TunnelConfig } from '../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { dialPoll } from '../../shared/wire/dial-poll.ts';
import { type DialTunnelOptions, dialTunnel } from '../../shared/wire/dial-tunnel.ts';
import { loopbackAddress } from './loopback-address.ts';
import { scaleTunnelName } from './scale-tunnel-name.ts';

/** What the clients of one program are. */
export interface ClientPlan {
  /** Number of the first one. */
  readonly first: number;
  /** `wss://…` */
  readonly server: string;
  readonly pin: string;
  readonly token: string;
  /** The HTTP service of each. */
  readonly upstreams: readonly number[];
  readonly httpTunnels: number;
  readonly echo: number;
  /** The TCP tunnel of the first client has this public port. */
  readonly firstTcpPort: number;
}

/** One client as the app has it, but for its settings, its page and its files: a session that is kept, and tunnels with all their probes. */
export class ScaleClient {
  /** When its last tunnel was open, and when all were green, ms since the epoch; undefined while they are not. */
  openAt: number | undefined;
  greenAt: number | undefined;
  readonly #runners: TunnelRunner[];
  readonly #supervisor: Supervisor;

  /** @param onDial is told of each try to connect @param onChange of every change of a tunnel's status */
  constructor(plan: ClientPlan, index: number, engine: Engine, events: { onDial(): void; onChange(): void }) {
    const number = plan.first + index;
    const address = loopbackAddress('client', number);
    const from = (options: DialTunnelOptions): DialTunnelOptions => {
      events.onDial();
      // One for each try, as the dialling itself has it: no TLS session is used again.
      return { ...options, agent: new https.Agent({ localAddress: address, maxCachedSessions: 0 }) };
    };
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const dial = {
      tunnel: (options: DialTunnelOptions) => dialTunnel(from(options)),
      poll: (options: DialTunnelOptions) => dialPoll(from(options)),
    };
    this.#supervisor = new Supervisor({
      endpoint: async () => ({ url: plan.server, token: plan.token, pin: plan.pin }),
      identity: { clientId: `scale-${number}`, clientName: `scale-${number}`, clientVersion: '0', platform: 'scale' },
      log,
      dialer: new LinkDialer(log, { dial }),
    });
    this.#supervisor.link.subscribe(({ state }) => {
      if (state === 'online') return;
      this.openAt = undefined;
      this.greenAt = undefined;
    });
    const onChange = () => {
      this.#look();
      events.onChange();
    };
    const { network, requests } = engine;
    const shared = { network, requests: requests.log.capture, onDemand: new OnDemandServices(engine.serviceLog) };
    this.#runners = tunnelsOf(plan, index).map(
      (config) =>
        new TunnelRunner(config, {
          ...shared,
          supervisor: this.#supervisor,
          counters: new TunnelCounters(),
          nonces: new NonceBook(),
          exitHost: new URL(plan.server).hostname,
          onChange,
          onEnded: () => {},
          onLinkUsed: () => {},
        }),
    );
  }

  /** Why it is not green; undefined where it is. */
  get problem(): string | undefined {
    const bad = this.#runners.find(({ status }) => status.state !== 'online');
    return bad && JSON.stringify({ link: this.#supervisor.link.value, status: bad.status, probes: bad.probes });
  }

  stop(): void {
    for (const runner of this.#runners) runner.stop();
    this.#supervisor.stop();
  }

  #look(): void {
    // While they are being made there are not all.
    if (this.#runners === undefined) return;
    const now = performance.timeOrigin + performance.now();
    if (this.#runners.every(({ publicUrl }) => publicUrl !== undefined)) this.openAt ??= now;
    if (this.#runners.every(({ status }) => status.state === 'online')) this.greenAt ??= now;
  }
}

/** HTTP tunnels to the client's own service, and one TCP tunnel. */
function tunnelsOf(plan: ClientPlan, index: number): TunnelConfig[] {
  const number = plan.first + index;
  const common = { serverId: 'scale', hostHeader: 'keep', rules: NO_RULES, enabled: true } as const;
  const http = Array.from({ length: plan.httpTunnels }, (_, tunnel): TunnelConfig => {
    const name = scaleTunnelName(number, tunnel);
    return {
      ...common,
      id: name,
      name,
      kind: 'http',
      upstream: parseTarget(`127.0.0.1:${plan.upstreams[index]}`, 'http'),
    };
  });
  const name = `echo-${number}`;
  const upstream = parseTarget(`127.0.0.1:${plan.echo}`, 'tcp');
  return [...http, { ...common, id: name, name, kind: 'tcp', upstream, remotePort: plan.firstTcpPort + number }];
}
