import { mkdtempSync, rmSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CertificateFiles } from '../tls/file-certificates.ts';
import { type IssuedCertificate, issueCa, issueServerCertificate } from '../tls/issue-certificate.ts';

export const HOUR_MS = 60 * 60 * 1000;

/** A CA of a test, and files with certificates that it signs. */
export class IssuedFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'porthole-tls-'));
  readonly ca: IssuedCertificate;
  #written = 0;

  private constructor(ca: IssuedCertificate) {
    this.ca = ca;
  }

  static async make(): Promise<IssuedFiles> {
    return new IssuedFiles(await issueCa({ name: 'Test CA', lifeMs: 24 * HOUR_MS }));
  }

  issue(names: readonly string[], { lifeMs = HOUR_MS, startsAt = Date.now() } = {}): Promise<IssuedCertificate> {
    return issueServerCertificate(this.ca, { names, lifeMs, startsAt });
  }

  /** Writes a pair to files of their own. */
  async write(pair: IssuedCertificate): Promise<CertificateFiles> {
    const number = ++this.#written;
    const files = { certificate: join(this.folder, `cert-${number}.pem`), key: join(this.folder, `key-${number}.pem`) };
    await this.replace(files, pair);
    return files;
  }

  /** Replaces both files, each at once, as certbot's successors do. */
  async replace(files: CertificateFiles, pair: IssuedCertificate): Promise<void> {
    await this.replaceOne(files.certificate, pair.certificate);
    await this.replaceOne(files.key, pair.key);
  }

  async replaceOne(file: string, text: string): Promise<void> {
    await writeFile(`${file}.new`, text, { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
