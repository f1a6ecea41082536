import { readFile } from 'node:fs/promises';
import tls from 'node:tls';
import { EndpointError } from '../tunnels/endpoint-error.ts';

/** Makes this process trust whom it should; to be awaited before each TLS connection. Rejects with EndpointError when the CA file cannot be used. */
export type Trust = () => Promise<void>;

/** What Node trusts by itself: Mozilla's list, and NODE_EXTRA_CA_CERTS. */
let usual: readonly string[] | undefined;
/** The file that was read last; `''` for none. */
let read: string | undefined;
/** A reading under way, for all who ask meanwhile: at the start every upstream does. */
let reading: { readonly file: string; readonly done: Promise<void> } | undefined;

/**
 * Makes this process trust the CAs of the system, which a company adds its own to, and those of a file beside the usual ones. Reads the
 * system's store at the first call, which takes some ten milliseconds and cannot be done beside anything else: to be called before the first TLS connection, not at the start.
 *
 * Rejects with EndpointError when the file cannot be used
 */
export function trustCertificates(caFile: string | undefined): Promise<void> {
  const file = caFile ?? '';
  if (reading?.file === file) return reading.done;
  if (read === file && !reading) return Promise.resolve();
  const done = trust(caFile).finally(() => {
    if (reading?.done === done) reading = undefined;
  });
  reading = { file, done };
  return done;
}

async function trust(caFile: string | undefined): Promise<void> {
  const extra = caFile === undefined ? [] : await readPem(caFile);
  usual ??= tls.getCACertificates('default');
  try {
    tls.setDefaultCACertificates([...new Set([...usual, ...tls.getCACertificates('system'), ...extra])]);
  } catch {
    throw new EndpointError('ca-file', `The CA file ${caFile} holds no certificate in PEM: choose another one.`);
  }
  read = caFile ?? '';
}

/** Returns the certificates of a PEM file. */
async function readPem(file: string): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new EndpointError('ca-file', `The CA file ${file} cannot be read (${code}): choose another one.`);
  }
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length > 0) return certificates;
  throw new EndpointError('ca-file', `The CA file ${file} holds no certificate in PEM: choose another one.`);
}
