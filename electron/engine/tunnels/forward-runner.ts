import type { Socket } from 'node:net';
import type { LinkWay } from '../../../shared/contract/server.ts';
import type { Probes, TunnelConfig, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { formatAddress } from '../../../shared/wire/format-address.ts';
import type { ForwardReply } from '../../../shared/wire/forward-reply.ts';
import { TargetProber } from '../health/target-prober.ts';
import type { TunnelCounters } from '../metrics/tunnel-counters.ts';
import { ForwardBridge, type OpenTargetStream } from './forward-bridge.ts';
import { forwardStatus } from './forward-status.ts';
import type { LinkState } from './link-state.ts';
import { linkWay } from './link-way.ts';
import { LocalPort } from './local-port.ts';
import type { OpenState } from './open-status.ts';
import type { Supervisor } from './supervisor.ts';
import { splitUpstream } from './target.ts';

export interface ForwardRunnerParts {
  readonly supervisor: Supervisor;
  readonly counters: TunnelCounters;
  /** Status, probes or address changed. */
  onChange(): void;
}

/**
 * Runs one enabled forward tunnel: listens on its local port and leads each connection to the target over there. The port stays while the link
 * is down; connections that come then are reset.
 */
export class ForwardRunner {
  readonly #port: number;
  readonly #parts: ForwardRunnerParts;
  readonly #prober: TargetProber;
  readonly #local: LocalPort;
  readonly #bridges = new Set<ForwardBridge>();
  readonly #close: () => void;
  readonly #unsubscribe: () => void;
  #link: LinkState = { state: 'idle' };
  #open: OpenState = { state: 'waiting' };
  #openStream: OpenTargetStream | undefined;
  #portProblem: string | undefined;
  #stopped = false;

  constructor(config: TunnelConfig, parts: ForwardRunnerParts) {
    const { supervisor } = parts;
    const target = config.upstream.slice(config.upstream.indexOf('://') + 3);
    this.#port = config.localPort ?? splitUpstream(config.upstream).port;
    this.#parts = parts;
    this.#prober = new TargetProber({ pingLink: () => supervisor.ping(), onChange: parts.onChange });
    const bridges = this.#bridges;
    this.#local = new LocalPort((socket) => this.#onConnection(socket));
    this.#close = supervisor.open({
      kind: 'forward',
      name: config.name,
      target,
      upstream: `tcp://localhost:${this.#port}`,
      live: {
        // The exit server opens no streams for it, and the session lets none through.
        accept: (stream) => {
          stream.reset();
          return { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };
        },
        get busy() {
          return bridges.size > 0;
        },
        close: () => this.#breakOff(),
      },
      onAnswer: (answer) => {
        if (!answer.opened) return this.#setOpen({ state: 'refused', code: answer.code, message: answer.message });
        this.#openStream = answer.openStream;
        this.#prober.start(answer.openStream);
        this.#setOpen({ state: 'open', publicUrl: `tcp://localhost:${this.#port}` });
      },
      onClosed: (code, message) => this.#setOpen({ state: 'refused', code, message }),
    });
    this.#unsubscribe = supervisor.link.subscribe((link) => this.#onLink(link));
    void this.#listen();
  }

  get status(): TunnelStatus {
    const { localPort, target } = this.#prober;
    const portProblem = this.#portProblem;
    return forwardStatus({ link: this.#link, open: this.#open, portProblem, localPort, target });
  }

  get probes(): Probes {
    const { link, target, localPort } = this.#prober;
    return { link, upstream: target, publicUrl: localPort };
  }

  /** Where it is reached on this computer, while the exit server lets it through. */
  get publicUrl(): string | undefined {
    return this.#open.state === 'open' && this.#portProblem === undefined ? this.#open.publicUrl : undefined;
  }

  /** How the link to its exit server runs. */
  get way(): LinkWay {
    return linkWay(this.#link);
  }

  get measured(): boolean {
    return this.#open.state === 'open';
  }

  /** Probes now instead of at the next time. */
  probeNow(): void {
    this.#prober.probeNow();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#prober.stop();
    this.#local.close();
    this.#close();
    this.#breakOff();
  }

  async #listen(): Promise<void> {
    try {
      await this.#local.open(this.#port);
      this.#prober.setLocalPort(undefined);
    } catch (error) {
      this.#portProblem = (error as Error).message;
      this.#prober.setLocalPort(this.#portProblem);
    }
    if (!this.#stopped) this.#parts.onChange();
  }

  #onConnection(socket: Socket): void {
    // Of a connection that is reset at once nobody else would hear it.
    socket.on('error', () => {});
    const open = this.#openStream;
    const { counters } = this.#parts;
    if (!open) {
      socket.resetAndDestroy();
      return;
    }
    const visitor = formatAddress(socket.remoteAddress, socket.remotePort);
    try {
      const bridge: ForwardBridge = new ForwardBridge(socket, visitor, open, {
        onReply: (reply) => this.#onReply(reply),
        onBytes: (fromTarget, toTarget) => {
          counters.bytesIn += toTarget;
          counters.bytesOut += fromTarget;
        },
        onOver: () => {
          if (this.#bridges.delete(bridge)) counters.open -= 1;
        },
      });
      this.#bridges.add(bridge);
      counters.open += 1;
      counters.connects += 1;
    } catch {
      // The session has as many streams as it may, or is ending.
      socket.resetAndDestroy();
    }
  }

  #onReply(reply: ForwardReply): void {
    this.#prober.noteReply(reply);
  }

  #onLink(link: LinkState): void {
    if (this.#link.state === 'online' && link.state !== 'online') {
      this.#open = { state: 'waiting' };
      this.#openStream = undefined;
      this.#prober.linkLost('message' in link ? link.message : 'The link to the exit server was lost.');
    }
    this.#link = link;
    this.#parts.onChange();
  }

  #setOpen(open: OpenState): void {
    if (open.state !== 'open') this.#openStream = undefined;
    this.#open = open;
    this.#parts.onChange();
  }

  #breakOff(): void {
    for (const bridge of [...this.#bridges]) bridge.close();
  }
}
