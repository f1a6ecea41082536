import { isFieldName } from './fields.ts';

interface Entry {
  readonly lowerName: string;
  readonly loose: boolean;
}

/** A set of field names, asked for every field that passes: most are ruled out by their length. */
export class FieldNames {
  readonly #byLength: (readonly Entry[] | undefined)[] = [];

  /**
   * @param names in lower case
   * @param loose whether `X_User` is `X-User`, as it is to CGI and WSGI, which make one variable of both (RFC 3875 §4.1.18): what must not come in by one
   *   spelling must not come in by the other
   */
  constructor(names: readonly string[], loose = false) {
    for (const name of names) this.#add({ lowerName: loose ? hyphened(name) : name, loose });
  }

  get isEmpty(): boolean {
    return this.#byLength.length === 0;
  }

  /** The names of both. */
  or(other: FieldNames | undefined): FieldNames {
    if (other === undefined || other.isEmpty) return this;
    const both = new FieldNames([]);
    for (const entries of [...this.#byLength, ...other.#byLength]) for (const entry of entries ?? []) both.#add(entry);
    return both;
  }

  /** Whether any name of that length is among them. */
  mayHave(length: number): boolean {
    return this.#byLength[length] !== undefined;
  }

  /** Whether a name, in any case (RFC 9110 §5.1), is one of them. */
  has(name: string): boolean {
    const entries = this.#byLength[name.length];
    if (entries === undefined) return false;
    return entries.some(({ lowerName, loose }) => isFieldName(loose ? hyphened(name) : name, lowerName));
  }

  #add(entry: Entry): void {
    const { length } = entry.lowerName;
    this.#byLength[length] = [...(this.#byLength[length] ?? []), entry];
  }
}

function hyphened(name: string): string {
  return name.includes('_') ? name.replaceAll('_', '-') : name;
}
