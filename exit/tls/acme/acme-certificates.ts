import type { ExitLog } from '../../log.ts';
import { CertificateError } from '../certificate-error.ts';
import { CertificateTable } from '../certificate-table.ts';
import { KeyPair } from '../key-pair.ts';
import type { KeyStore } from '../key-store.ts';
import { Renewal } from '../renewal.ts';
import { renewalTime } from '../renewal-time.ts';
import type { AcmeSettings } from '../tls-settings.ts';
import { AcmeAccount, acmeFolder } from './acme-account.ts';
import { orderCertificate } from './acme-order.ts';
import { ChallengeBook } from './challenge-book.ts';

/** How long an order may go on when the server stops, ms: long enough to take its DNS record away, within what supervisors grant. */
const CLOSE_MS = 10_000;

export interface AcmeCertificatesParts extends AcmeSettings {
  store: KeyStore;
  log: ExitLog;
}

/**
 * Certificates from an ACME server, kept in the data directory and renewed with a third of their life left. A renewal that fails is tried again
 * later and leaves the running certificate in use. One certificate a domain, so that one domain's trouble is not another's.
 */
export class AcmeCertificates {
  readonly table = new CertificateTable();
  readonly challengeAnswers = new ChallengeBook();
  readonly #parts: AcmeCertificatesParts;
  readonly #store: KeyStore;
  readonly #account: AcmeAccount;
  readonly #pairs = new Map<string, KeyPair>();
  readonly #renewals: Renewal[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(parts: AcmeCertificatesParts, store: KeyStore, account: AcmeAccount) {
    this.#parts = parts;
    this.#store = store;
    this.#account = account;
  }

  /** Reads what is kept from the last run. Rejects with CertificateError where the data directory cannot be used. */
  static async load(parts: AcmeCertificatesParts): Promise<AcmeCertificates> {
    const store = parts.store.folder(acmeFolder(parts.directoryUrl));
    const certificates = new AcmeCertificates(parts, store, await AcmeAccount.load({ ...parts, store }));
    for (const domain of parts.domains) await certificates.#readKept(domain);
    certificates.#publish();
    return certificates;
  }

  /** Orders what is missing or due, now and for good. */
  begin(): void {
    for (const domain of this.#parts.domains) {
      const renewal = new Renewal({
        dueAt: () => this.#dueAt(domain),
        renew: () => this.#inTurn(() => this.#renew(domain)),
        onFailure: (error, retryMs) => this.#onFailure(domain, error, retryMs),
      });
      this.#renewals.push(renewal);
      renewal.start();
    }
  }

  retryNow(): void {
    for (const renewal of this.#renewals) renewal.retryNow();
  }

  /** Begins nothing more; an order that runs may end within CLOSE_MS. Resolves with whether nothing runs any more. */
  async close(): Promise<boolean> {
    const waited = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => waited.resolve(false), CLOSE_MS);
    const stopped = Promise.all(this.#renewals.map((renewal) => renewal.stop())).then(() => true);
    const ended = await Promise.race([stopped, waited.promise]);
    clearTimeout(timer);
    return ended;
  }

  #dueAt(domain: string): number {
    const pair = this.#pairs.get(domain);
    return pair === undefined ? 0 : renewalTime(pair);
  }

  /** One order after the other: a domain and its wildcard have their DNS records at one name. */
  #inTurn(task: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(task);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #renew(domain: string): Promise<void> {
    const { log, dnsHook, directoryUrl } = this.#parts;
    log.info({ domain, directoryUrl }, 'ordering a certificate');
    const issued = await orderCertificate({
      client: await this.#account.client(),
      domain,
      challenges: this.challengeAnswers,
      dnsHook,
      warn: (message) => log.warn({ domain }, message),
    });
    const pair = this.#parse(domain, issued.certificate, issued.key);
    this.#pairs.set(domain, pair);
    this.#publish();
    // In use before it is kept: a full disk must not take it from the visitors.
    await this.#store
      .writePair(fileOf(domain), issued)
      .catch((error: Error) => log.error({ domain }, `the certificate could not be kept: ${error.message}`));
    log.info({ domain, expiresAt: pair.expiresAt }, 'certificate issued');
  }

  #onFailure(domain: string, error: Error, retryMs: number): void {
    const expiresAt = this.#pairs.get(domain)?.expiresAt;
    const fields = { domain, expiresAt, retryInSeconds: Math.round(retryMs / 1000) };
    this.#parts.log.error(fields, `no certificate for ${domain}: ${this.#account.explain(error)}`);
  }

  async #readKept(domain: string): Promise<void> {
    const kept = await this.#store.readPair(fileOf(domain));
    if (kept === undefined) return;
    try {
      this.#pairs.set(domain, this.#parse(domain, kept.certificate, kept.key));
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      this.#parts.log.warn({ domain }, `${error.message}; a new certificate is ordered`);
    }
  }

  #parse(domain: string, certificate: string, key: string): KeyPair {
    const file = this.#store.path(fileOf(domain));
    const pair = KeyPair.parse(certificate, key, { certificate: file, key: file });
    if (!pair.names.includes(domain)) throw new CertificateError(`the certificate ${file} is not for ${domain}`);
    return pair;
  }

  /** In the order of the domains: the first is what peers get that name no server. */
  #publish(): void {
    this.table.pairs = this.#parts.domains
      .map((domain) => this.#pairs.get(domain))
      .filter((pair) => pair !== undefined);
  }
}

/** `*` is no letter for file names everywhere. */
function fileOf(domain: string): string {
  return `${domain.replace('*', '_')}.pem`;
}
