import type { ExitLog } from '../log.ts';
import { AcmeCertificates } from './acme/acme-certificates.ts';
import type { Certificates } from './certificates.ts';
import type { ChallengeAnswers } from './challenge-answers.ts';
import { FileCertificates } from './file-certificates.ts';
import type { KeyStore } from './key-store.ts';
import { OwnCa } from './own-ca.ts';
import type { TlsSettings } from './tls-settings.ts';

/** All that an exit server's listeners need for TLS. */
export interface ExitTls {
  /** For the control plane. */
  control: Certificates;
  /** For visitors; undefined where only the control plane speaks TLS: no browser trusts a CA of one's own. */
  data: Certificates | undefined;
  /** What the data plane answers to an ACME server. */
  challengeAnswers: ChallengeAnswers | undefined;
  /** The CA that clients pin, PEM and `sha256:HEX`. */
  ownCa: { pem: string; fingerprint: string } | undefined;
  /** When the first of the certificates expires; undefined while there is none. */
  expiresAt(): Date | undefined;
  /** Begins what needs the listeners: certificates from an ACME server, which visits the data plane. */
  begin(): void;
  /** Reads files again; tries at once what waits for a retry. */
  reload(): Promise<void>;
  /** Resolves with whether nothing runs any more; an order at an ACME server cannot be broken off. */
  close(): Promise<boolean>;
}

export interface ExitTlsParts {
  store: KeyStore;
  log: ExitLog;
  /** DNS names and IP addresses by which clients may reach the server. */
  names: readonly string[];
}

/** Loads or makes the certificates; undefined where TLS is off. Rejects with CertificateError. */
export async function loadExitTls(settings: TlsSettings, parts: ExitTlsParts): Promise<ExitTls | undefined> {
  if (settings.kind === 'off') return undefined;
  if (settings.kind === 'files') return ofFiles(await FileCertificates.load(settings.files, parts.log));
  if (settings.kind === 'acme') {
    return ofAcme(await AcmeCertificates.load({ ...settings, store: parts.store.folder('acme'), log: parts.log }));
  }
  return ofOwnCa(await OwnCa.load({ ...parts, store: parts.store.folder('tls') }));
}

function ofFiles(files: FileCertificates): ExitTls {
  return {
    control: files.table,
    data: files.table,
    challengeAnswers: undefined,
    ownCa: undefined,
    expiresAt: () => files.table.expiresAt,
    begin: () => {},
    reload: () => files.reload(),
    close: () => files.close().then(() => true),
  };
}

function ofAcme(acme: AcmeCertificates): ExitTls {
  return {
    control: acme.table,
    data: acme.table,
    challengeAnswers: acme.challengeAnswers,
    ownCa: undefined,
    expiresAt: () => acme.table.expiresAt,
    begin: () => acme.begin(),
    reload: async () => acme.retryNow(),
    close: () => acme.close(),
  };
}

function ofOwnCa(ca: OwnCa): ExitTls {
  return {
    control: ca.table,
    data: undefined,
    challengeAnswers: undefined,
    ownCa: { pem: ca.pem, fingerprint: ca.fingerprint },
    expiresAt: () => ca.table.expiresAt,
    begin: () => {},
    reload: async () => {},
    close: () => ca.close().then(() => true),
  };
}
