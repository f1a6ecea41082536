import type { Service } from '../../../shared/contract/service.ts';
import type { Log } from '../engine-parts.ts';
import { Live } from '../live.ts';
import { greetHttp } from './http-title.ts';
import { type ListeningPort, listListeningPorts, projectOf } from './listening-ports.ts';

/** A new server appears in the bar while its developer still looks at the terminal that started it. */
const LOOK_EVERY_MS = 3_000;
/** A service is greeted again after this: its title may have changed, or it may have been too slow at first. */
const GREET_AGAIN_MS = 30_000;
/** Programs that take an HTTP request for an attack, or write a warning for each. */
const NEVER_GREETED =
  /^(?:redis|valkey|postgres|mysql|mariadb|mongo|memcached|sshd|ssh|smtp|master|exim|dovecot|cups|systemd|dnsmasq|named|rpcbind)/i;
/** The same by port, where the system does not tell the program. */
const NEVER_GREETED_PORTS = new Set([
  22, 25, 53, 110, 111, 143, 465, 587, 631, 993, 995, 3306, 5432, 6379, 11211, 27017,
]);

interface Greeted {
  readonly at: number;
  readonly pid: number | undefined;
  readonly kind: 'http' | 'tcp';
  readonly tls: true | undefined;
  readonly title: string | undefined;
  readonly project: string | undefined;
}

/** Knows what listens on this machine; looks only while somebody watches. */
export class ServiceWatcher {
  readonly services = new Live<Service[]>([]);
  readonly #log: Log;
  readonly #ask: typeof greetHttp;
  readonly #greeted = new Map<number, Greeted>();
  #watchers = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  /** @param ask how a service is asked what it is */
  constructor(log: Log, ask: typeof greetHttp = greetHttp) {
    this.#log = log;
    this.#ask = ask;
  }

  /** Returns what is known of a port. */
  find(port: number): Service | undefined {
    return this.services.value.find((service) => service.port === port);
  }

  /** The same, after a look where it is not known or nobody keeps the list up to date: at this port, and no other service is asked for anything. */
  async lookUp(port: number): Promise<Service | undefined> {
    const known = this.#watchers > 0 ? this.find(port) : undefined;
    if (known) return known;
    try {
      const listening = (await listOthersPorts()).find((other) => other.port === port);
      return listening && (await this.#describe(listening));
    } catch (error) {
      this.#sayUnlisted(error);
      return undefined;
    }
  }

  /** What speaks at an address, of this computer or not, as far as it says: it is asked itself, and nothing else is. Undefined where it cannot be told. */
  async greet(host: string, port: number): Promise<Pick<Service, 'kind' | 'tls'> | undefined> {
    if (isNeverGreeted(port)) return { kind: 'tcp' };
    const greeting = await this.#ask(host, port);
    return greeting && { kind: 'http', tls: greeting.tls || undefined };
  }

  /** Looks again and again until the returned function is called. */
  watch(subscriber: (services: Service[]) => void): () => void {
    this.#watchers += 1;
    const unsubscribe = this.services.subscribe(subscriber);
    if (this.#watchers === 1) void this.#lookAgain();
    return () => {
      unsubscribe();
      this.#watchers -= 1;
      if (this.#watchers === 0) clearTimeout(this.#timer);
    };
  }

  /** Looks now. Resolves when `services` is up to date. */
  refresh(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  stop(): void {
    this.#watchers = 0;
    clearTimeout(this.#timer);
  }

  async #lookAgain(): Promise<void> {
    await this.refresh();
    if (this.#watchers === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#lookAgain(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    try {
      const ports = await listOthersPorts();
      const services = await Promise.all(ports.map((port) => this.#describe(port)));
      for (const port of this.#greeted.keys())
        if (!ports.some((other) => other.port === port)) this.#greeted.delete(port);
      services.sort(byInterest);
      if (JSON.stringify(services) !== JSON.stringify(this.services.value)) this.services.set(services);
    } catch (error) {
      this.#sayUnlisted(error);
    }
  }

  #sayUnlisted(error: unknown): void {
    this.#log.warn({ err: error }, 'What listens on this machine could not be listed.');
  }

  async #describe(listening: ListeningPort): Promise<Service> {
    const { port, addresses, pid, program } = listening;
    const { kind, tls, title, project } = await this.#greet(listening);
    return { id: String(port), port, addresses: [...addresses], pid, program, project, kind, tls, title };
  }

  async #greet({ port, addresses, pid, program }: ListeningPort): Promise<Greeted> {
    const known = this.#greeted.get(port);
    if (known && known.pid === pid && performance.now() - known.at < GREET_AGAIN_MS) return known;
    const greeting = isNeverGreeted(port, program) ? undefined : await this.#ask(loopbackOf(addresses), port);
    const project = pid === undefined ? undefined : await projectOf(pid);
    const greeted: Greeted = {
      at: performance.now(),
      pid,
      kind: greeting ? 'http' : 'tcp',
      tls: greeting?.tls || undefined,
      title: greeting?.title,
      project,
    };
    this.#greeted.set(port, greeted);
    return greeted;
  }
}

/** What listens here, but for what this process listens on itself. */
async function listOthersPorts(): Promise<ListeningPort[]> {
  return (await listListeningPorts()).filter(({ pid }) => pid !== process.pid);
}

function isNeverGreeted(port: number, program?: string): boolean {
  return NEVER_GREETED_PORTS.has(port) || (program !== undefined && NEVER_GREETED.test(program));
}

/** The address to greet a service by: loopback where it listens there, else the one that it chose. */
function loopbackOf(addresses: readonly string[]): string {
  const bare = addresses.map((address) => address.replace(/^\[|\]$/g, '').replace(/^::ffff:/, ''));
  if (bare.some((address) => ['127.0.0.1', '0.0.0.0', '*', ''].includes(address))) return '127.0.0.1';
  if (bare.some((address) => address === '::' || address === '::1')) return '::1';
  return bare[0] ?? '127.0.0.1';
}

/** What speaks HTTP first, then by port. */
function byInterest(a: Service, b: Service): number {
  if (a.kind !== b.kind) return a.kind === 'http' ? -1 : 1;
  return a.port - b.port;
}
