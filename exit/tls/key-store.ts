import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFileAtomically } from '../../shared/create-file-atomically.ts';
import { writeFileAtomically } from '../../shared/write-file-atomically.ts';
import { CertificateError } from './certificate-error.ts';
import type { IssuedCertificate } from './issue-certificate.ts';

const PRIVATE_FILE = 0o600;
const PUBLIC_FILE = 0o644;

/**
 * Keys and certificates in a folder of the data directory (0700). A key and its certificate share one file (0600), so that a crash never leaves
 * one without the other.
 */
export class KeyStore {
  readonly #folder: string | undefined;
  readonly #memory = new Map<string, string>();

  /** @param folder undefined: all is forgotten at the end, as in dev mode */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  path(name: string): string {
    return join(this.#folder ?? 'memory', name);
  }

  /** A store in a folder inside. */
  folder(name: string): KeyStore {
    return new KeyStore(this.#folder === undefined ? undefined : join(this.#folder, name));
  }

  async readText(name: string): Promise<string | undefined> {
    if (this.#folder === undefined) return this.#memory.get(name);
    try {
      return await readFile(this.path(name), 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      throw new CertificateError(`${this.path(name)} cannot be read (${code}): let this user read it`);
    }
  }

  writeSecret(name: string, text: string): Promise<void> {
    return this.#write(name, text, PRIVATE_FILE);
  }

  writePublic(name: string, text: string): Promise<void> {
    return this.#write(name, text, PUBLIC_FILE);
  }

  /** A key and the certificates behind it; undefined where there is no such file. */
  async readPair(name: string): Promise<IssuedCertificate | undefined> {
    const text = await this.readText(name);
    if (text === undefined) return undefined;
    const at = text.indexOf('-----BEGIN CERTIFICATE-----');
    return { key: text.slice(0, Math.max(at, 0)), certificate: text.slice(Math.max(at, 0)) };
  }

  writePair(name: string, pair: IssuedCertificate): Promise<void> {
    return this.writeSecret(name, textOf(pair));
  }

  /** Writes a pair unless there is one. Resolves with whether it was written: another server may start in the same folder at this moment. */
  async createPair(name: string, pair: IssuedCertificate): Promise<boolean> {
    if (this.#folder === undefined) {
      if (this.#memory.has(name)) return false;
      this.#memory.set(name, textOf(pair));
      return true;
    }
    try {
      await createFileAtomically(this.path(name), textOf(pair), PRIVATE_FILE);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw this.#unwritable(name, error);
    }
  }

  async #write(name: string, text: string, mode: number): Promise<void> {
    if (this.#folder === undefined) {
      this.#memory.set(name, text);
      return;
    }
    try {
      await writeFileAtomically(this.path(name), text, mode);
    } catch (error) {
      throw this.#unwritable(name, error);
    }
  }

  #unwritable(name: string, error: unknown): CertificateError {
    const { code } = error as NodeJS.ErrnoException;
    return new CertificateError(
      `${this.path(name)} cannot be written (${code}): give a folder that this user may write with --data-dir`,
    );
  }
}

function textOf({ key, certificate }: IssuedCertificate): string {
  return `${key.trimEnd()}\n${certificate}`;
}
