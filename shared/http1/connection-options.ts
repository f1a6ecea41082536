import { CLASS, TOKEN } from './characters.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';

/** What the Connection field says (RFC 9110 §7.6.1). */
export interface ConnectionOptions {
  readonly close: boolean;
  readonly keepAlive: boolean;
  readonly upgrade: boolean;
  /** The other options in lower case: names of fields that are for this hop only. */
  readonly fields: readonly string[];
}

const NO_FIELDS: readonly string[] = [];
const NONE: ConnectionOptions = { close: false, keepAlive: false, upgrade: false, fields: NO_FIELDS };
const CLOSE: ConnectionOptions = { close: true, keepAlive: false, upgrade: false, fields: NO_FIELDS };
const KEEP_ALIVE: ConnectionOptions = { close: false, keepAlive: true, upgrade: false, fields: NO_FIELDS };
const UPGRADE: ConnectionOptions = { close: false, keepAlive: false, upgrade: true, fields: NO_FIELDS };

/** Reads the value of Connection; undefined stands for no such field. */
export function readConnection(value: string | undefined): ConnectionOptions {
  switch (value) {
    case undefined:
      return NONE;
    case 'close':
      return CLOSE;
    case 'keep-alive':
    case 'Keep-Alive':
      return KEEP_ALIVE;
    case 'Upgrade':
    case 'upgrade':
      return UPGRADE;
    default:
      return readList(value);
  }
}

function readList(value: string): ConnectionOptions {
  const fields: string[] = [];
  let close = false;
  let keepAlive = false;
  let upgrade = false;
  for (const member of value.split(',')) {
    const option = member.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase();
    if (option === '') continue; // RFC 9110 §5.6.1.2: empty members of a list are ignored.
    checkOption(option);
    if (option === 'close') close = true;
    else if (option === 'keep-alive') keepAlive = true;
    else if (option === 'upgrade') upgrade = true;
    else fields.push(option);
  }
  return { close, keepAlive, upgrade, fields };
}

/** An option must be a token, and must not make the next hop lose what frames or routes the message: that is a way of smuggling. */
function checkOption(option: string): void {
  for (let i = 0; i < option.length; i++) {
    if (((CLASS[option.charCodeAt(i)] ?? 0) & TOKEN) === 0) {
      throw new HttpSyntaxError(400, 'RFC 9110 §7.6.1: connection option is not a token');
    }
  }
  if (option === 'host' || option === 'content-length' || option === 'transfer-encoding') {
    throw new HttpSyntaxError(400, 'RFC 9110 §7.6.1: connection option names a field meant for every recipient');
  }
}
