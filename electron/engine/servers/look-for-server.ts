import type { SetUp } from '../../../shared/contract/set-up.ts';
import { askControlPlane } from '../../../shared/wire/ask-control-plane.ts';
import { DialError } from '../../../shared/wire/dial-error.ts';
import { failureOfError } from '../../../shared/wire/dial-failure.ts';
import { proveCa } from '../../../shared/wire/prove-ca.ts';
import { proxyAgent } from '../network/proxy-agent.ts';

/** How long one look may take, ms: less than a person's patience, more than a far server's TLS handshake. */
const LOOK_TIMEOUT_MS = 8_000;
const UNKNOWN_NAME = new Set(['ENOTFOUND', 'EAI_AGAIN']);

export interface Look {
  /** `https://HOST:PORT` of the control plane. */
  readonly url: URL;
  readonly token: string;
  /** Whether its certificate is one that computers trust, and not from a CA of its own. */
  readonly isPublic: boolean;
  readonly proxy: URL | undefined;
  readonly signal: AbortSignal;
}

/** The server is there, with the fingerprint of its own CA where it has one; or what is still missing, in words for its user. */
export type Found = { pin: string | undefined } | (Required<Pick<SetUp, 'waitsFor'>> & { message: string });

/** Looks once whether the exit server is there and takes the token. The token is sent only to whoever has proved to be that server. */
export async function lookForServer(look: Look): Promise<Found> {
  const { url, token, isPublic, proxy } = look;
  const signal = () => AbortSignal.any([look.signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)]);
  const agent = async () => proxy && (await proxyAgent(proxy));
  try {
    let pin: string | undefined;
    if (!isPublic) {
      const ca = await proveCa(url, token, signal(), await agent());
      if (!ca.proved) return unproved(url, ca.why);
      pin = ca.fingerprint;
    }
    const question = { url: new URL('/status', url), token, pin, agent: await agent(), timeoutMs: LOOK_TIMEOUT_MS };
    const { status } = await askControlPlane(question);
    if (status === 200) return { pin };
    const message =
      status === 401
        ? `${url.host} has another token than this one. Set it up with the file that was made last.`
        : `${url.host} answers with HTTP ${status}. It may still be starting.`;
    return { waitsFor: 'token', message };
  } catch (error) {
    return missing(url, error as Error);
  }
}

function unproved({ host }: URL, why: 'no-ca' | 'no-proof' | 'wrong-proof'): Found {
  const words = {
    'no-ca': `${host} answers, but is no exit server that was set up by this file. Something else has the port.`,
    'no-proof': `${host} is an exit server that does not have this token, or an older one. Start it with the file that was made last.`,
    'wrong-proof': `${host} has another token than this one, or somebody is in between. Start it with the file that was made last.`,
  };
  return { waitsFor: 'token', message: words[why] };
}

function missing({ hostname, host, port }: URL, error: Error): Found {
  if (error.name === 'TimeoutError' || error.name === 'AbortError') {
    const message = `${host} does not answer. It may still be starting, or a firewall keeps port ${port} closed.`;
    return { waitsFor: 'port', message };
  }
  const failure = failureOfError(host, error);
  const cause = failure.cause as NodeJS.ErrnoException | undefined;
  if (UNKNOWN_NAME.has(cause?.code ?? '')) {
    const message = `DNS has no address for ${hostname} yet. Add A records for ${hostname} and *.${hostname} that lead to the server.`;
    return { waitsFor: 'dns', message };
  }
  if (failure.kind === 'tls') {
    return { waitsFor: 'tls', message: `${host} has no certificate yet that this computer trusts. ${failure.message}` };
  }
  if (cause?.code === 'ECONNREFUSED') {
    const message = `${hostname} is there, and nothing listens on port ${port} yet. The exit server is not started.`;
    return { waitsFor: 'port', message };
  }
  return { waitsFor: 'port', message: error instanceof DialError ? error.message : failure.message };
}
