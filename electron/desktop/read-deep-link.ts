import { isLicenceLink } from '../../shared/licence/licence-link.ts';
import { LicenceTextError } from '../../shared/licence/licence-text-error.ts';
import { readLicenceText } from '../../shared/licence/read-licence-text.ts';
import { JoinLinkError, parseJoinLink } from '../../shared/wire/join-link.ts';
import type { DeepLink } from './deep-link.ts';
import { DeepLinkError } from './deep-link-error.ts';
import { isShareLink, readShareLink } from './read-share-link.ts';

/** Reads `porthole://join?…`, `porthole://licence?…` and `porthole://share?…`. Throws DeepLinkError. */
export function readDeepLink(text: string): DeepLink {
  try {
    if (isLicenceLink(text)) return readLicence(text);
    if (isShareLink(text)) return readShare(text);
    if (/^porthole:\/\/join\b/i.test(text)) return readJoin(text);
  } catch (error) {
    if (error instanceof JoinLinkError || error instanceof LicenceTextError) throw new DeepLinkError(error.message);
    throw error;
  }
  throw new DeepLinkError(
    'Porthole opens links that begin with porthole://join, porthole://share or porthole://licence.',
  );
}

function readJoin(text: string): DeepLink {
  const { server, ca } = parseJoinLink(text);
  return {
    question: `Add the exit server ${new URL(server).host}?`,
    detail:
      ca === undefined
        ? 'Whoever runs it can see what goes through your tunnels over it.'
        : `Whoever runs it can see what goes through your tunnels over it. It shows a certificate of its own authority: ${ca}`,
    verb: 'Add server',
    failed: 'Nothing was added.',
    run: ({ servers }) => servers.join({ joinLink: text }),
  };
}

function readLicence(text: string): DeepLink {
  const licence = readLicenceText(text);
  const what = licence.kind === 'static' ? 'A signed licence' : `The licence key that ends in ${licence.key.slice(-4)}`;
  const where = licence.server === undefined ? '' : `, for the exit server ${new URL(licence.server).host}`;
  return {
    question: 'Add this licence?',
    detail: `${what}${where}.`,
    verb: 'Add licence',
    failed: 'Nothing was added.',
    run: ({ licences }) => licences.import({ text }),
  };
}

function readShare(text: string): DeepLink {
  const { target, name } = readShareLink(text);
  const address = target.slice(target.indexOf('://') + 3);
  return {
    question: name === undefined ? `Share ${address}?` : `Share ${address} as “${name}”?`,
    detail: 'Whoever has its public URL can then use what answers there, until you stop the tunnel.',
    verb: 'Share',
    failed: 'Nothing was shared.',
    run: ({ tunnels }) => tunnels.share(name === undefined ? { target } : { target, name }),
  };
}
