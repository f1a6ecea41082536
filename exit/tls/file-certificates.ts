import { readFile, stat } from 'node:fs/promises';
import type { ExitLog } from '../log.ts';
import { CertificateError } from './certificate-error.ts';
import { CertificateTable } from './certificate-table.ts';
import { ExpiryWarning } from './expiry-warning.ts';
import { KeyPair } from './key-pair.ts';

/** Paths of a certificate with its chain, and of its private key, both PEM. */
export interface CertificateFiles {
  certificate: string;
  key: string;
}

/**
 * How often the files are looked at, ms. By their status and not by the system's file events, which see neither a symlink's target replaced
 * (certbot) nor a change on a network file system. Two looks must agree, so that a pair is rarely read between its two writes.
 */
const LOOK_MS = 2_000;

interface Loaded {
  files: CertificateFiles;
  certificatePem: string;
  keyPem: string;
  pair: KeyPair;
  /** Status of both files at the last look, and at the last time they were read. */
  seen: string;
  read: string;
}

interface Watched extends Loaded {
  expiry: ExpiryWarning;
}

/** Certificates from files, read again when the files change. What cannot be read then leaves the running certificate as it is. */
export class FileCertificates {
  readonly table = new CertificateTable();
  readonly #log: ExitLog;
  readonly #loaded: Watched[];
  readonly #lookMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #busy: Promise<void> = Promise.resolve();

  private constructor(loaded: Loaded[], log: ExitLog, lookMs: number) {
    this.#loaded = loaded.map((entry) => ({ ...entry, expiry: new ExpiryWarning(entry.files.certificate, log) }));
    this.#log = log;
    this.#lookMs = lookMs;
    this.#publish();
    for (const { expiry, pair } of this.#loaded) expiry.check(pair);
    this.#arm();
  }

  /** Reads the pairs and watches them. Rejects with CertificateError where one cannot be used. */
  static async load(
    pairs: readonly CertificateFiles[],
    log: ExitLog,
    { lookMs = LOOK_MS } = {},
  ): Promise<FileCertificates> {
    return new FileCertificates(await Promise.all(pairs.map(load)), log, lookMs);
  }

  /** Reads all files again now. */
  reload(): Promise<void> {
    return this.#queue(async () => {
      for (const entry of this.#loaded) await this.#readAgain(entry);
    });
  }

  /** Watches no more, and resolves when no file is being read. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#busy;
  }

  #arm(): void {
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#queue(() => this.#look()).then(() => this.#arm()), this.#lookMs);
    this.#timer.unref();
  }

  /** One after the other: a look and SIGHUP may come together. */
  #queue(task: () => Promise<void>): Promise<void> {
    this.#busy = this.#busy.then(task);
    return this.#busy;
  }

  async #look(): Promise<void> {
    for (const entry of this.#loaded) {
      const before = entry.seen;
      entry.seen = await statusOf(entry.files);
      if (entry.seen !== entry.read && entry.seen === before) await this.#readAgain(entry);
      entry.expiry.check(entry.pair);
    }
  }

  async #readAgain(entry: Watched): Promise<void> {
    entry.seen = await statusOf(entry.files);
    entry.read = entry.seen;
    try {
      const fresh = await load(entry.files);
      if (fresh.certificatePem === entry.certificatePem && fresh.keyPem === entry.keyPem) return;
      Object.assign(entry, fresh);
    } catch (error) {
      const { message } = error as Error;
      this.#log.warn({ certificate: entry.files.certificate }, `${message}; the old certificate stays in use`);
      return;
    }
    this.#publish();
    const { names, expiresAt } = entry.pair;
    this.#log.info({ certificate: entry.files.certificate, names, expiresAt }, 'certificate replaced');
    entry.expiry.replaced();
    entry.expiry.check(entry.pair);
  }

  #publish(): void {
    this.table.pairs = this.#loaded.map(({ pair }) => pair);
  }
}

async function load(files: CertificateFiles): Promise<Loaded> {
  // The status first: a change while they are read is then seen at the next look.
  const seen = await statusOf(files);
  const certificatePem = await readPem(files.certificate, 'certificate');
  const keyPem = await readPem(files.key, 'key');
  const pair = KeyPair.parse(certificatePem, keyPem, files);
  return { files, certificatePem, keyPem, pair, seen, read: seen };
}

async function readPem(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CertificateError(
      `the ${what} file ${path} cannot be read (${(error as NodeJS.ErrnoException).code}): check its path and that this user may read it`,
    );
  }
}

/** Changes whenever a file is written, replaced, or its symlink leads elsewhere. */
async function statusOf({ certificate, key }: CertificateFiles): Promise<string> {
  const parts = await Promise.all(
    [certificate, key].map(async (path) => {
      try {
        const { dev, ino, size, mtimeMs } = await stat(path);
        return `${dev}:${ino}:${size}:${mtimeMs}`;
      } catch {
        return 'missing';
      }
    }),
  );
  return parts.join(' ');
}
