import { Document, isMap, isScalar, type Pair } from 'yaml';

/** One YAML document: a value, and comments above some of its keys. */
export interface YamlPart {
  value: object;
  /** By the keys' path, e.g. `services.exit.ports`. */
  notes?: Readonly<Record<string, string>>;
}

/** Writes YAML documents for people to read: long lines stay whole, multi-line texts are blocks. Throws where a note's key is not there. */
export function renderYaml(parts: readonly YamlPart[]): string {
  return parts.map(renderPart).join('---\n');
}

function renderPart({ value, notes = {} }: YamlPart): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  for (const [path, note] of Object.entries(notes)) {
    const key = pairAt(document, path.split('.')).key;
    if (isScalar(key)) key.commentBefore = ` ${note}`;
  }
  return document.toString({ lineWidth: 0 });
}

function pairAt(document: Document, path: readonly string[]): Pair {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
  if (pair === undefined) throw new Error(`there is no ${path.join('.')} to comment on`);
  return pair;
}
