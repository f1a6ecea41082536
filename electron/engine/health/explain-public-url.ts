import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import { outOfFiles } from '../../../shared/out-of-files.ts';
import { DialError } from '../../../shared/wire/dial-error.ts';
import { isLoopback } from '../network/environment-proxy.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import { explainCertificate } from './explain-certificate.ts';
import { misleadingName } from './misleading-name.ts';
import { WrongAnswer } from './wrong-answer.ts';

type Explanation = { message: string; nextStep: string };

/** What is known of the way to the public URL. */
export interface PublicUrlWay {
  readonly url: URL;
  /** Host of the exit server's control plane; undefined: the one inside this app. */
  readonly exitHost: string | undefined;
  /** A proxy looks names up itself: what this computer's DNS says does not matter then. */
  readonly proxied: boolean;
  /** For tests. */
  readonly lookUp?: (host: string) => Promise<string[]>;
}

/** Says why a public URL does not lead here, and what to do: DNS first, then TLS, then what answers there. */
export async function explainPublicUrl(error: NodeJS.ErrnoException, way: PublicUrlWay): Promise<Explanation> {
  const { url } = way;
  // Of a proxy, which names itself and says what to do.
  if (error instanceof DialError || error instanceof EndpointError) return { message: error.message, nextStep: '' };
  const exhausted = outOfFiles(error);
  if (exhausted) return exhausted;
  if (error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return {
      message: `DNS has no entry for ${url.hostname}.`,
      nextStep: "Add one that leads to your exit server's address.",
    };
  }
  return (await judgeDns(way)) ?? explainCertificate(error, url) ?? explainAnswer(error, url);
}

/** Where the public name leads somewhere else than the exit server's own name. Undefined: it does not, or nobody can say. */
async function judgeDns({
  url,
  exitHost,
  proxied,
  lookUp = lookUpAll,
}: PublicUrlWay): Promise<Explanation | undefined> {
  if (exitHost === undefined || proxied || isLoopback(url.href)) return undefined;
  return misleadingName(url.hostname.replace(/^\[|\]$/g, ''), exitHost, lookUp);
}

function explainAnswer(error: NodeJS.ErrnoException, url: URL): Explanation {
  if (error instanceof WrongAnswer) {
    return {
      message: `${url.host} does not lead to this tunnel. ${error.message}`,
      nextStep: "Let the name lead to your exit server's data plane.",
    };
  }
  if (error.code === 'ECONNREFUSED') {
    return {
      message: `Nothing answers on ${url.host}.`,
      nextStep: "Check that your exit server's data plane is reachable from here.",
    };
  }
  return {
    message: `${url.host} does not answer from here.`,
    nextStep: "Check your exit server's firewall, and this network.",
  };
}

async function lookUpAll(host: string): Promise<string[]> {
  return isIP(host) === 0 ? (await dns.lookup(host, { all: true })).map(({ address }) => address) : [host];
}
