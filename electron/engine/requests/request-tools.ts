import { CaptureSettings } from '../../../shared/contract/capture-settings.ts';
import type {
  ReplayEdit,
  RequestDetail,
  RequestFilter,
  RequestSummary,
} from '../../../shared/contract/captured-request.ts';
import type { SignatureVerdict } from '../../../shared/contract/signing-secret.ts';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { Trust } from '../network/trust.ts';
import { RequestError } from '../request-error.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { curlCommand } from './formats/curl-command.ts';
import { harEntry } from './formats/har-entry.ts';
import { Replayer } from './replay/replayer.ts';
import { unmaskedFields } from './replay/unmasked-fields.ts';
import type { RequestLog } from './request-log.ts';
import { checkSignature, signRequest } from './signatures/check-signature.ts';
import { SCHEMES } from './signatures/schemes.ts';
import type { SignedRequest } from './signatures/signature-scheme.ts';
import type { SigningSecrets } from './signatures/signing-secrets.ts';

/** Entries of one message to the page end with the one that crosses this: well below what a page may leave unread. */
const HAR_MESSAGE_BYTES = 512 * 1024;
const HAR_MESSAGE_ENTRIES = 100;
/** Other requests that are looked at to tell a wrong secret from a changed body. */
const OTHERS = 20;

export interface RequestToolsParts {
  readonly log: RequestLog;
  readonly settings: SettingsStore;
  readonly secrets: SigningSecrets;
  readonly trust: Trust;
  /** Throws RequestError where it is no more. */
  tunnel(id: string): TunnelConfig;
}

/** What can be done with captured requests. */
export class RequestTools {
  readonly log: RequestLog;
  readonly secrets: SigningSecrets;
  readonly #settings: SettingsStore;
  readonly #tunnel: (id: string) => TunnelConfig;
  readonly #replayer: Replayer;

  constructor({ log, settings, secrets, trust, tunnel }: RequestToolsParts) {
    this.log = log;
    this.secrets = secrets;
    this.#settings = settings;
    this.#tunnel = tunnel;
    this.#replayer = new Replayer(log.capture, trust);
  }

  /** What is kept can be asked for once this resolves. */
  start(): Promise<void> {
    return this.log.start(this.#settings.value.tunnels.map(({ id }) => id));
  }

  /** Resolves when all that was captured is kept. */
  stop(): Promise<void> {
    this.#replayer.stop();
    return this.log.stop();
  }

  /** Returns the id of the new request. @param signWith a signing secret to sign it with at the present time */
  async replay(id: number, edit: ReplayEdit, signWith?: string): Promise<number> {
    const detail = await this.log.get(id);
    const signed = signWith === undefined ? edit : await this.#sign(detail, edit, signWith);
    return this.#replayer.replay(detail, this.#tunnel(detail.tunnelId), signed);
  }

  async curl(id: number): Promise<string> {
    return curlCommand(await this.log.get(id));
  }

  /** Some entries of a HAR log, newest first; `next` is the `before` of the next call. */
  async har(filter: RequestFilter, before: number | undefined): Promise<{ entries: object[]; next?: number }> {
    const requests = await this.log.query(filter, before, HAR_MESSAGE_ENTRIES);
    const entries: object[] = [];
    let bytes = 0;
    for (const [index, { id }] of requests.entries()) {
      const detail = await this.log.get(id).catch(ignoreGone);
      if (!detail) continue;
      const entry = harEntry(detail);
      entries.push(entry);
      bytes += JSON.stringify(entry).length;
      const isLast = index === requests.length - 1;
      if (bytes >= HAR_MESSAGE_BYTES && !isLast) return { entries, next: id };
    }
    const last = requests.at(-1);
    return requests.length === HAR_MESSAGE_ENTRIES && last ? { entries, next: last.id } : { entries };
  }

  async check(id: number, secretId: string): Promise<SignatureVerdict> {
    const detail = await this.log.get(id);
    const { provider } = this.secrets.get(secretId);
    const scheme = SCHEMES[provider];
    if (detail.requestBody.cut) {
      return {
        result: 'none',
        message: 'Its body was not kept whole, so that its signature cannot be checked. Settings say how much is kept.',
      };
    }
    return checkSignature(scheme, {
      request: toSigned(detail),
      decoded: detail.requestBody.decoded && Buffer.from(detail.requestBody.decoded.base64, 'base64'),
      arrivedAt: detail.startedAt / 1000,
      secret: await this.secrets.reveal(secretId),
      others: await this.#others(detail, scheme.fieldName),
      otherSecrets: await this.#otherSecrets(secretId),
    });
  }

  /** Throws RequestError where a value is out of its bounds. */
  changeSettings(change: Partial<CaptureSettings>): CaptureSettings {
    const capture = CaptureSettings.parse({ ...this.#settings.value.capture, ...change });
    this.#settings.update({ capture });
    return capture;
  }

  async #sign(detail: RequestDetail, edit: ReplayEdit, secretId: string): Promise<ReplayEdit> {
    const { provider } = this.secrets.get(secretId);
    const scheme = SCHEMES[provider];
    const body = Buffer.from(edit.body ?? detail.requestBody.base64, 'base64');
    const secret = await this.secrets.reveal(secretId);
    const signed = signRequest(scheme, { ...toSigned(detail), body }, secret, Math.floor(Date.now() / 1000));
    if (!signed) throw new RequestError('NOT_NOW', `This is no secret of ${scheme.title}: enter it again.`);
    const names = new Set(signed.map(([name]) => name.toLowerCase()));
    const fields = edit.fields ?? unmaskedFields(detail);
    return { ...edit, fields: [...fields.filter(([name]) => !names.has(name.toLowerCase())), ...signed] };
  }

  async #others(detail: RequestDetail, fieldName: string): Promise<SignedRequest[]> {
    const filter = { tunnelId: detail.tunnelId, text: fieldName };
    const found: RequestSummary[] = await this.log.query(filter, undefined, OTHERS + 1);
    const others: SignedRequest[] = [];
    for (const { id } of found) {
      // A replay has the signature of the first, for a body that may have been edited.
      const other = id === detail.id ? undefined : await this.log.get(id).catch(ignoreGone);
      if (other && other.replayOf === undefined && !other.requestBody.cut) others.push(toSigned(other));
    }
    return others;
  }

  async #otherSecrets(secretId: string): Promise<Map<string, string>> {
    const { provider } = this.secrets.get(secretId);
    const others = this.secrets.all.filter((other) => other.provider === provider && other.id !== secretId);
    const revealed = new Map<string, string>();
    for (const { id, label } of others) {
      const secret = await this.secrets.reveal(id).catch(ignoreGone);
      if (secret !== undefined) revealed.set(label, secret);
    }
    return revealed;
  }
}

function toSigned({ requestFields, requestBody }: RequestDetail): SignedRequest {
  return {
    field: (lowerName) => requestFields.find(([name]) => name.toLowerCase() === lowerName)?.[1],
    body: Buffer.from(requestBody.base64, 'base64'),
  };
}

/** Newer requests may take its place while a list of them is walked through. */
function ignoreGone(error: unknown): undefined {
  if (error instanceof RequestError) return undefined;
  throw error;
}
