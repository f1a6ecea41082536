import { formatJoinLink, JoinLinkError, parseJoinLink } from '../../../shared/wire/join-link.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

/** Join links, which people paste and web pages may offer: refused with words, or read and written again as the same. */
export const joinLink: FuzzTarget = {
  name: 'join-link',
  seeds: [
    `porthole://join?server=wss%3A%2F%2Fexit.example.com%3A8123&token=abc%2B&ca=sha256%3A${'a1'.repeat(32)}`,
    'porthole://join?server=ws://[::1]:8123&token=t',
    ' porthole://join/?token=a+b&server=wss://a&x=y ',
  ],
  words: [
    'server=',
    'token=',
    'ca=',
    'sha256:',
    '&',
    '%',
    '%00',
    '%2F',
    'wss://',
    'ws://',
    '@',
    '[',
    ']',
    '#',
    'ph_',
    '?',
    '\n',
  ],
  run(input) {
    const text = input.toString('utf8');
    let link: ReturnType<typeof parseJoinLink>;
    try {
      link = parseJoinLink(text);
    } catch (error) {
      if (error instanceof JoinLinkError && !error.message.includes('\n')) return;
      throw error;
    }
    const url = new URL(link.server);
    if (!/^wss?:$/.test(url.protocol) || url.username !== '' || url.password !== '') throw new Error('not a server');
    const again = parseJoinLink(formatJoinLink(link));
    if (JSON.stringify(again) !== JSON.stringify(link)) throw new Error('it is not written as it was read');
  },
};
