/** Another form of the same body, and what would have turned it into the one that came. */
export interface BodyVariant {
  readonly body: Buffer;
  /** "the body that came has …": ends the sentence. */
  readonly change: string;
}

/** Bodies over this size are not written anew in many forms: each costs a copy and a hash. */
const MAX_BYTES = 1024 * 1024;
const LF = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * What a middleman (a proxy, a test tool, a paste) usually does to a body: other ends of lines, another end of the text, JSON that was
 * read and written again. A signature that holds for one of these tells that the secret is right, and what happened.
 * @param decoded the body without its Content-Encoding, where it has one
 */
export function bodyVariants(body: Buffer, decoded: Buffer | undefined): BodyVariant[] {
  if (body.length > MAX_BYTES) return [];
  const variants: BodyVariant[] = [];
  const add = (change: string, variant: Buffer | string | undefined) => {
    if (variant !== undefined) variants.push({ change, body: Buffer.from(variant as Buffer) });
  };
  const text = body.toString('latin1');
  const latin1 = (changed: string) => Buffer.from(changed, 'latin1');
  add('was compressed on the way', decoded);
  if (body.at(-1) === LF) add('has a line break more at its end', latin1(text.replace(/\r?\n$/, '')));
  add('has lost the line break at its end', latin1(`${text}\n`));
  if (text.trim() !== text) add('has more white space around it', latin1(text.trim()));
  if (text.includes('\r\n')) add('has CR LF where LF was signed', latin1(text.replaceAll('\r\n', '\n')));
  else if (text.includes('\n')) add('has LF where CR LF was signed', latin1(text.replaceAll('\n', '\r\n')));
  if (body.subarray(0, 3).equals(BOM)) add('begins with a byte order mark', body.subarray(3));
  if (text.includes('+') || text.includes('%20')) {
    add('has its spaces encoded in another way', latin1(text.replaceAll('+', '%20')));
    add('has its spaces encoded in another way', latin1(text.replaceAll('%20', '+')));
  }
  for (const variant of jsonVariants(body.toString('utf8'))) add('is JSON that was read and written again', variant);
  add('is another one: the signature is that of an empty body', '');
  return variants;
}

/** The usual ways to write JSON; none where the text is no JSON. */
function jsonVariants(text: string): string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const compact = JSON.stringify(value);
  const spaced = pythonStyle(value);
  const forms = [compact, JSON.stringify(value, null, 2), JSON.stringify(value, null, 4), spaced];
  const escaped = [compact, spaced].map((form) => form.replace(/[\u0080-\uffff]/g, toEscape));
  const slashes = [compact.replaceAll('/', '\\/')];
  return [...new Set([...forms, ...escaped, ...slashes])].filter((form) => form !== text);
}

/** As Python's json.dumps writes it: a space behind each comma and colon. */
function pythonStyle(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonStyle).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${pythonStyle(member)}`);
  return `{${members.join(', ')}}`;
}

function toEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
