/** Another form of the same body, and what would have turned it into the one that came. */
export interface BodyVariant {
  readonly body: Buffer;
  /** "the body that came has …": ends the sentence. */
  readonly change: string;
}

/** Bodies over this size are not written anew in many forms: each costs a copy and a hash. */
const MAX_BYTES = 1024 * 1024;
/**
 * Characters of a JSON form. Indents multiply what is deep and wide: 1 MiB becomes a thousand. Other forms are at most six times as long as the
 * compact one, which has to be under this too.
 */
const MAX_FORM = 4 * 1024 * 1024;
const INDENTS = [2, 4];
const LF = 0x0a;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * What a middleman (a proxy, a test tool, a paste) usually does to a body: other ends of lines, another end of the text, JSON that was
 * read and written again. A signature that holds for one of these tells that the secret is right, and what happened. Each is made when it is
 * asked for, so that one is in memory at a time.
 * @param decoded the body without its Content-Encoding, where it has one
 */
export function* bodyVariants(body: Buffer, decoded: Buffer | undefined): Generator<BodyVariant, undefined> {
  if (body.length > MAX_BYTES) return;
  const text = body.toString('latin1');
  const latin1 = (change: string, changed: string) => ({ change, body: Buffer.from(changed, 'latin1') });
  if (decoded !== undefined) yield { change: 'was compressed on the way', body: decoded };
  if (body.at(-1) === LF) yield latin1('has a line break more at its end', text.replace(/\r?\n$/, ''));
  yield latin1('has lost the line break at its end', `${text}\n`);
  if (text.trim() !== text) yield latin1('has more white space around it', text.trim());
  if (text.includes('\r\n')) yield latin1('has CR LF where LF was signed', text.replaceAll('\r\n', '\n'));
  else if (text.includes('\n')) yield latin1('has LF where CR LF was signed', text.replaceAll('\n', '\r\n'));
  if (body.subarray(0, 3).equals(BOM)) yield { change: 'begins with a byte order mark', body: body.subarray(3) };
  if (text.includes('+') || text.includes('%20')) {
    yield latin1('has its spaces encoded in another way', text.replaceAll('+', '%20'));
    yield latin1('has its spaces encoded in another way', text.replaceAll('%20', '+'));
  }
  for (const form of jsonForms(body.toString('utf8')))
    yield { change: 'is JSON that was read and written again', body: Buffer.from(form) };
  yield { change: 'is another one: the signature is that of an empty body', body: Buffer.alloc(0) };
}

/** The usual ways to write JSON; none where the text is no JSON. */
function* jsonForms(text: string): Generator<string, undefined> {
  const read = formOf(() => ({ value: JSON.parse(text) as unknown }));
  const compact = read && formOf(() => JSON.stringify(read.value));
  if (read === undefined || compact === undefined || compact.length > MAX_FORM) return;
  const spaced = () => pythonStyle(read.value);
  const makers = [
    () => compact,
    ...INDENTS.map((indent) => () => indented(read.value, compact, indent)),
    spaced,
    () => escaped(compact),
    () => escaped(spaced()),
    () => compact.replaceAll('/', '\\/'),
  ];
  for (const make of makers) {
    const form = formOf(make);
    if (form !== undefined && form !== text) yield form;
  }
}

/** Undefined where the text is no JSON, or so deep or long that a form of it cannot be made (RangeError). */
function formOf<Form>(make: () => Form): Form | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function indented(value: unknown, compact: string, indent: number): string | undefined {
  return indentedLength(compact, indent) > MAX_FORM ? undefined : JSON.stringify(value, null, indent);
}

/** The length that compact JSON has at most when it is indented: each bracket and comma begins a line, which is as far in as it is deep. */
function indentedLength(compact: string, indent: number): number {
  let length = compact.length;
  let depth = 0;
  let isString = false;
  for (let at = 0; at < compact.length; at++) {
    const char = compact[at];
    if (isString) {
      if (char === '\\') at++;
      else if (char === '"') isString = false;
    } else if (char === '"') isString = true;
    else if (char === ':') length++;
    else if (char === '[' || char === '{') length += 1 + ++depth * indent;
    else if (char === ']' || char === '}') length += 1 + --depth * indent;
    else if (char === ',') length += 1 + depth * indent;
  }
  return length;
}

function escaped(form: string): string {
  return form.replace(/[\u0080-\uffff]/g, toEscape);
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
