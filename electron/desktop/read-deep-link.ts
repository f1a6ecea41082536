import { isLicenceLink } from '../../shared/licence/licence-link.ts';
import { readLicenceText } from '../../shared/licence/read-licence-text.ts';
import { JoinLinkError, parseJoinLink } from '../../shared/wire/join-link.ts';

/** What a `porthole://` link asks for, in words that tell nothing secret. */
export interface DeepLink {
  kind: 'join' | 'licence';
  /** The link, for the engine. */
  text: string;
  question: string;
  detail: string;
  /** The button that does it. */
  verb: string;
}

/** Reads `porthole://join?…` and `porthole://licence?…`. Throws JoinLinkError or LicenceTextError, whose message says what to do. */
export function readDeepLink(text: string): DeepLink {
  if (isLicenceLink(text)) return readLicence(text);
  if (!/^porthole:\/\/join\b/i.test(text)) {
    throw new JoinLinkError('link', 'Porthole opens links that begin with porthole://join or porthole://licence.');
  }
  const { server, ca } = parseJoinLink(text);
  return {
    kind: 'join',
    text,
    question: `Add the exit server ${new URL(server).host}?`,
    detail:
      ca === undefined
        ? 'Whoever runs it can see what goes through your tunnels over it.'
        : `Whoever runs it can see what goes through your tunnels over it. It shows a certificate of its own authority: ${ca}`,
    verb: 'Add server',
  };
}

function readLicence(text: string): DeepLink {
  const licence = readLicenceText(text);
  const what = licence.kind === 'static' ? 'A signed licence' : `The licence key that ends in ${licence.key.slice(-4)}`;
  const where = licence.server === undefined ? '' : `, for the exit server ${new URL(licence.server).host}`;
  return {
    kind: 'licence',
    text,
    question: 'Add this licence?',
    detail: `${what}${where}.`,
    verb: 'Add licence',
  };
}
