import { DialError } from '../../../shared/wire/dial-error.ts';

const UNREACHABLE: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is unknown',
  EAI_AGAIN: 'its name could not be looked up',
  ENETUNREACH: 'there is no route',
  EHOSTUNREACH: 'there is no route',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'it cut the connection',
};

/** Where a proxy is set: what the user can change. */
const WHERE = 'check the proxy’s address in the settings or the environment';

/** The proxy itself could not be asked. */
export function proxyFailure(proxy: string, error: Error): DialError {
  const code = 'code' in error ? String(error.code) : '';
  if (code === '') return new DialError('proxy', `The proxy ${proxy} does not answer as an HTTP proxy: ${WHERE}.`);
  const why = UNREACHABLE[code] ?? code;
  return new DialError('proxy', `The proxy ${proxy} cannot be reached (${why}): ${WHERE}.`);
}

/** The proxy took too long. */
export function proxySilence(proxy: string): DialError {
  return new DialError('proxy', `The proxy ${proxy} did not answer in time: ${WHERE}.`);
}

/** An HTTP proxy answered CONNECT with something else than 200. */
export function proxyRefusal(proxy: string, target: string, status: number, hasPassword: boolean): DialError {
  // RFC 9110 §15.5.8; tinyproxy says 401 to a wrong password.
  if (status === 407 || status === 401) return passwordNeeded(proxy, hasPassword, ` (${status})`);
  if (status >= 500) {
    return new DialError(
      'proxy',
      `The proxy ${proxy} could not reach ${target} (${status}): check the address, or try again later.`,
      {
        status,
      },
    );
  }
  return notAllowed(proxy, target, ` (${status})`, status);
}

/** A SOCKS proxy could not be asked, or said no (RFC 1928 §6). The library tells which only in words. */
export function socksFailure(proxy: string, target: string, error: Error, hasPassword: boolean): DialError {
  const { message } = error;
  if (/authentication failed|no accepted authentication/i.test(message)) return passwordNeeded(proxy, hasPassword, '');
  if (/NotAllowed/.test(message)) return notAllowed(proxy, target, '', undefined);
  const reply = /rejected connection - (\w+)/.exec(message)?.[1];
  if (reply !== undefined) {
    return new DialError(
      'proxy',
      `The proxy ${proxy} could not reach ${target} (${reply}): check the address, or try again later.`,
    );
  }
  if (/timed out/i.test(message)) return proxySilence(proxy);
  const code = 'code' in error ? String(error.code) : /\b(E[A-Z]{4,})\b/.exec(message)?.[1];
  if (code !== undefined && code !== '') return proxyFailure(proxy, Object.assign(new Error(message), { code }));
  return new DialError('proxy', `The proxy ${proxy} does not answer as a SOCKS proxy: ${WHERE}.`);
}

function passwordNeeded(proxy: string, hasPassword: boolean, status: string): DialError {
  const message = hasPassword
    ? `The proxy ${proxy} refused the user name or password${status}: enter them again.`
    : `The proxy ${proxy} asks for a password${status}: enter it with the proxy’s address in the settings or the environment.`;
  return new DialError('proxy-auth', message);
}

function notAllowed(proxy: string, target: string, code: string, status: number | undefined): DialError {
  const message = `The proxy ${proxy} refused the connection to ${target}${code}: ask its administrator to allow it.`;
  return new DialError('proxy', message, { status });
}
