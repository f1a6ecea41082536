import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { caFingerprint } from '../../shared/wire/ca-fingerprint.ts';
import { OWN_CA_NAME } from '../../shared/wire/own-ca.ts';
import type { ExitLog } from '../log.ts';
import { CertificateError } from './certificate-error.ts';
import { CertificateTable } from './certificate-table.ts';
import { type IssuedCertificate, issueCa, issueServerCertificate } from './issue-certificate.ts';
import { KeyPair } from './key-pair.ts';
import type { KeyStore } from './key-store.ts';
import { Renewal } from './renewal.ts';
import { renewalTime } from './renewal-time.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Clients have pinned it: a new one would lock all of them out, so it outlives the server. */
const CA_LIFE_MS = 20 * 365 * DAY_MS;
/** As long as Let's Encrypt's: it is remade by itself, and a stolen one ends soon. */
const SERVER_LIFE_MS = 90 * DAY_MS;

const CA_FILE = 'ca.pem';
const PUBLIC_CA_FILE = 'ca.crt';
const SERVER_FILE = 'server.pem';

export interface OwnCaParts {
  store: KeyStore;
  /** DNS names and IP addresses of the server, as far as it knows them. */
  names: readonly string[];
  log: ExitLog;
  /** For tests. */
  serverLifeMs?: number;
}

/** The exit server's own CA, made at first start, and the short-lived server certificate that it signs. */
export class OwnCa {
  readonly table = new CertificateTable();
  /** Certificate of the CA, PEM. */
  readonly pem: string;
  /** `sha256:HEX`, for the join link. */
  readonly fingerprint: string;
  readonly #ca: IssuedCertificate;
  readonly #parts: OwnCaParts;
  readonly #renewal: Renewal;

  private constructor(ca: IssuedCertificate, parts: OwnCaParts) {
    this.#ca = ca;
    this.#parts = parts;
    this.pem = ca.certificate;
    this.fingerprint = caFingerprint(new X509Certificate(ca.certificate));
    this.#renewal = new Renewal({
      dueAt: () => this.#dueAt(),
      renew: () => this.#renew(),
      onFailure: ({ message }, retryMs) => parts.log.warn({ retryMs }, `no new certificate: ${message}`),
    });
  }

  /** Reads or makes all of it. Rejects with CertificateError where the data directory cannot be used. */
  static async load(parts: OwnCaParts): Promise<OwnCa> {
    const ca = new OwnCa(await readOrMakeCa(parts), parts);
    await ca.#readServerCertificate();
    if (ca.#dueAt() <= Date.now()) await ca.#renew();
    ca.#renewal.start();
    return ca;
  }

  close(): Promise<void> {
    return this.#renewal.stop();
  }

  #dueAt(): number {
    const [pair] = this.table.pairs;
    return pair === undefined ? 0 : renewalTime(pair);
  }

  /** One that cannot be read or is for other names is replaced: nobody has pinned it. */
  async #readServerCertificate(): Promise<void> {
    const { store } = this.#parts;
    const kept = await store.readPair(SERVER_FILE);
    if (kept === undefined) return;
    try {
      const pair = KeyPair.parse(kept.certificate, kept.key, namesOf(store, SERVER_FILE));
      const certificate = new X509Certificate(kept.certificate);
      const isOurs = certificate.verify(new X509Certificate(this.pem).publicKey);
      if (isOurs && this.#names().every((name) => isFor(certificate, name))) this.table.pairs = [pair];
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      this.#parts.log.warn({}, `${error.message}; it is made anew`);
    }
  }

  async #renew(): Promise<void> {
    const { store, serverLifeMs = SERVER_LIFE_MS } = this.#parts;
    const issued = await issueServerCertificate(this.#ca, { names: this.#names(), lifeMs: serverLifeMs });
    const pair = KeyPair.parse(issued.certificate, issued.key, namesOf(store, SERVER_FILE));
    await store.writePair(SERVER_FILE, issued);
    this.table.pairs = [pair];
    this.#parts.log.info({ expiresAt: pair.expiresAt }, 'made a server certificate');
  }

  #names(): string[] {
    return [...new Set([...this.#parts.names, OWN_CA_NAME])];
  }
}

async function readOrMakeCa({ store, log }: OwnCaParts): Promise<IssuedCertificate> {
  const kept = await readCa(store);
  if (kept !== undefined) return kept;
  const ca = await issueCa({ name: `Porthole exit server's own CA`, lifeMs: CA_LIFE_MS });
  if (!(await store.createPair(CA_FILE, ca))) {
    const other = await readCa(store);
    if (other !== undefined) return other;
    throw new CertificateError(`${store.path(CA_FILE)} came and went while this server started: start it again`);
  }
  await store.writePublic(PUBLIC_CA_FILE, ca.certificate);
  log.info({ file: store.path(CA_FILE) }, 'made a CA for this server: keep its file, clients pin it');
  return ca;
}

/** A damaged CA is an error and not replaced: every client has pinned it, and its backup may be at hand. */
async function readCa(store: KeyStore): Promise<IssuedCertificate | undefined> {
  const kept = await store.readPair(CA_FILE);
  if (kept === undefined) return undefined;
  try {
    KeyPair.parse(kept.certificate, kept.key, namesOf(store, CA_FILE));
  } catch (error) {
    throw new CertificateError(
      `${(error as Error).message}; restore the CA from a backup, or remove ${store.path(CA_FILE)} and give all clients new join links`,
    );
  }
  return kept;
}

function isFor(certificate: X509Certificate, name: string): boolean {
  if (isIP(name) !== 0) return certificate.checkIP(name) !== undefined;
  // A wildcard is asked for by a name that it stands for.
  return certificate.checkHost(name.replace(/^\*/, 'any')) !== undefined;
}

function namesOf(store: KeyStore, file: string) {
  return { certificate: store.path(file), key: store.path(file) };
}
