import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { AddedFields } from '../../../shared/http1/added-fields.ts';
import { FieldNames } from '../../../shared/http1/field-names.ts';
import { getField } from '../../../shared/http1/fields.ts';
import type { HeadEdits } from '../../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import { type AnswerLook, HostWatch } from './host-watch.ts';

const ORIGIN = new FieldNames(['origin']);
const FORWARDED_HOST = new FieldNames(['x-forwarded-host']);
const BOTH = ORIGIN.or(FORWARDED_HOST);

/**
 * What a tunnel's service is told that its host is. Where that is not the visitors' host, all that names the host is told alike, or the service would find a contradiction:
 *
 * - `X-Forwarded-Host` is left out: Rails checks it beside `Host`, and Django in place of it with `USE_X_FORWARDED_HOST`.
 * - `Origin` follows where it is the tunnel's own: webpack-dev-server checks it on its WebSocket, Rails and Django compare it with the host for forms. That of another
 *   site stays as it is: by it a service knows a forgery.
 * - `Location` of an answer is led back to the host that the visitor used.
 */
export class UpstreamHost {
  /** undefined: the host that the visitor used. */
  #host: string | undefined;
  /** Whether the service is reached by https, and so takes its own origin to be one. */
  #secure = false;
  readonly #watch: HostWatch;

  /** @param onChange the service began or ceased to refuse its host */
  constructor(config: Pick<TunnelConfig, 'hostHeader' | 'upstream'>, onChange: () => void) {
    this.#host = hostOf(config);
    this.#secure = config.upstream.startsWith('https:');
    this.#watch = new HostWatch(onChange);
  }

  /** Counts for the requests that come from now on. */
  set(config: Pick<TunnelConfig, 'hostHeader' | 'upstream'>): void {
    this.#host = hostOf(config);
    this.#secure = config.upstream.startsWith('https:');
    this.#watch.reset();
  }

  /** What refuses the visitors' host; undefined where nothing does, or the service is told another one. */
  get refusal(): HostWatch['refusal'] {
    return this.#watch.refusal;
  }

  /** The service went away: when it is back it may know the host. */
  forget(): void {
    this.#watch.reset();
  }

  /** What changes in a request; undefined where nothing does. */
  editRequest({ fields, host: publicHost }: RequestHead): HeadEdits | undefined {
    const host = this.#host;
    if (host === undefined) return undefined;
    const origin = readOrigin(getField(fields, 'origin'));
    const isOwnOrigin = origin !== undefined && origin.authority === publicHost;
    // Only what the exit server said: another value is the user's own rule.
    const isForwardedHost = getField(fields, 'x-forwarded-host')?.toLowerCase() === publicHost;
    return {
      host,
      drop: namesToDrop(isOwnOrigin, isForwardedHost),
      ...(isOwnOrigin && { add: new AddedFields(['Origin', `${this.#secure ? 'https' : origin.scheme}://${host}`]) }),
    };
  }

  /** Where the answer to a request leads instead of to the service's own host; undefined where it leads elsewhere, or nowhere. */
  publicLocation(request: RequestHead, { fields }: ResponseHead): string | undefined {
    if (this.#host === undefined || request.host === undefined) return undefined;
    const leads = readOrigin(getField(fields, 'location'));
    if (leads?.authority !== this.#host.toLowerCase()) return undefined;
    const scheme = getField(request.fields, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
    return `${scheme}://${request.host}${leads.rest}`;
  }

  /** Looks at an answer as it passes, where the service is told the visitors' host. */
  look(request: RequestHead, answer: ResponseHead): AnswerLook | undefined {
    return this.#host === undefined ? this.#watch.look(request, answer) : undefined;
  }
}

/** An http or https URL in parts; its authority in lower case. */
function readOrigin(url: string | undefined): { scheme: string; authority: string; rest: string } | undefined {
  const [, scheme, authority, rest] = (url && /^(https?):\/\/([^/?#]+)(.*)$/is.exec(url)) || [];
  if (scheme === undefined || authority === undefined || rest === undefined) return undefined;
  return { scheme: scheme.toLowerCase(), authority: authority.toLowerCase(), rest };
}

function namesToDrop(origin: boolean, forwardedHost: boolean): FieldNames | undefined {
  if (origin && forwardedHost) return BOTH;
  if (forwardedHost) return FORWARDED_HOST;
  return origin ? ORIGIN : undefined;
}

function hostOf({ hostHeader, upstream }: Pick<TunnelConfig, 'hostHeader' | 'upstream'>): string | undefined {
  // A folder asks for no host, whatever the rules of its tunnel say.
  if (hostHeader === 'keep' || upstream.startsWith('folder:')) return undefined;
  return hostHeader === 'upstream' ? upstream.slice(upstream.indexOf('://') + 3) : hostHeader;
}
