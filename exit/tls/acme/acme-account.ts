import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent, type RequestOptions, request } from 'node:https';
import { crypto as acmeCrypto, axios, Client } from 'acme-client';
import { onUnanswered } from '../../../shared/on-unanswered.ts';
import { CertificateError } from '../certificate-error.ts';
import type { KeyStore } from '../key-store.ts';

/** How long the ACME server may take for one answer, ms. */
const ANSWER_MS = 30_000;
/** Longest answer of an ACME server, bytes: a chain of certificates is some 10 KiB. */
const MAX_ANSWER = 1024 * 1024;
/** acme-client repeats requests that failed itself; a second try covers a blip, the rest is for the renewal's own backoff. */
const REQUEST_RETRIES = 1;
/** Polls of an order's status: from one second on, doubling up to 30 s, for about five minutes. */
const POLLS = { backoffAttempts: 14, backoffMin: 1_000, backoffMax: 30_000 };

const KEY_FILE = 'account.key';
const URL_FILE = 'account.url';

export interface AcmeAccountParts {
  store: KeyStore;
  directoryUrl: string;
  email: string;
  caFile: string | undefined;
}

/** The account at one ACME server: its key is made once and kept, with the account's URL. */
export class AcmeAccount {
  readonly #parts: AcmeAccountParts;
  readonly #key: string;
  #client: Promise<Client> | undefined;

  #lastFailure: Error | undefined;

  private constructor(parts: AcmeAccountParts, key: string) {
    this.#parts = parts;
    this.#key = key;
  }

  /** Reads or makes the account's key; asks the ACME server nothing yet. Rejects with CertificateError. */
  static async load(parts: AcmeAccountParts): Promise<AcmeAccount> {
    let key = await parts.store.readText(KEY_FILE);
    if (key === undefined) {
      key = (await acmeCrypto.createPrivateEcdsaKey('P-256')).toString();
      await parts.store.writeSecret(KEY_FILE, key);
    }
    const account = new AcmeAccount(parts, key);
    await configureHttp(parts.caFile, (error) => {
      account.#lastFailure = error;
    });
    return account;
  }

  /** Why an exchange with the ACME server failed. acme-client answers a broken connection with a TypeError of its own, which says nothing. */
  explain(error: Error): string {
    const failure = this.#lastFailure;
    this.#lastFailure = undefined;
    if (!(error instanceof TypeError) || failure === undefined) return error.message;
    return `the ACME server ${new URL(this.#parts.directoryUrl).host} cannot be reached: ${failure.message}`;
  }

  /** Returns a client of the account, which is made at the ACME server at first use. */
  client(): Promise<Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const { store, directoryUrl, email } = this.#parts;
    const options = { directoryUrl, accountKey: this.#key, ...POLLS };
    const request = { termsOfServiceAgreed: true, contact: [`mailto:${email}`] };
    // The URL is kept with the address it was made for: another address changes the account.
    const kept = (await store.readText(URL_FILE))?.trim().split(' ');
    if (kept?.[0] !== undefined && kept[1] === email) return new Client({ ...options, accountUrl: kept[0] });
    const client = new Client(options);
    // RFC 8555 §7.3.1: for a key that is known already the server answers with the account that has it.
    await client.createAccount(request);
    await client.updateAccount({ contact: request.contact });
    await store.writeSecret(URL_FILE, `${client.getAccountUrl()} ${email}\n`);
    return client;
  }
}

/** Folder of an ACME server's account and certificates: those of Let's Encrypt's staging must not be taken for real ones. */
export function acmeFolder(directoryUrl: string): string {
  const digest = createHash('sha256').update(directoryUrl).digest('hex').slice(0, 8);
  return `${new URL(directoryUrl).hostname}-${digest}`;
}

/** acme-client has one HTTP client for the whole process. */
async function configureHttp(caFile: string | undefined, onFailure: (error: Error) => void): Promise<void> {
  axios.defaults.timeout = ANSWER_MS;
  axios.defaults.maxContentLength = MAX_ANSWER;
  // Documented by acme-client, but not in its types.
  Object.assign(axios.defaults, { acmeSettings: { retryMaxAttempts: REQUEST_RETRIES, retryDefaultDelay: 1 } });
  axios.defaults.transport = {
    request(options: RequestOptions, onResponse: (response: IncomingMessage) => void) {
      // A proxy of the environment (HTTPS_PROXY) may itself be spoken to without TLS.
      const send = options.protocol === 'http:' ? httpRequest : request;
      const asked = send(options, onResponse).once('error', onFailure);
      // axios waits for one of the two.
      onUnanswered(asked, (error) => asked.emit('error', error));
      return asked;
    },
  };
  if (caFile === undefined) return;
  try {
    axios.defaults.httpsAgent = new Agent({ ca: await readFile(caFile, 'utf8') });
  } catch (error) {
    throw new CertificateError(`--acme-ca ${caFile} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}
