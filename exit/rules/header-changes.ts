import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { HeaderEdit } from '../../shared/rules/tunnel-rules.ts';

/** Edits of one direction's fields, put together once: which go, and which come behind the others. */
export class HeaderChanges {
  /** In lower case. */
  readonly #removed = new Set<string>();
  /** name, value, … */
  #added: readonly string[] = [];
  readonly #spelling: (lowerName: string) => string;

  /**
   * @param loose whether `X_User` is `X-User`: to upstreams that make variables of fields it is (RFC 3875 §4.1.18), so what is set or removed
   *   must not come in by the other spelling
   */
  constructor(edits: readonly HeaderEdit[], loose: boolean) {
    this.#spelling = loose ? (lowerName) => lowerName.replaceAll('_', '-') : (lowerName) => lowerName;
    for (const edit of edits) this.#put(edit);
  }

  get none(): boolean {
    return this.#removed.size === 0 && this.#added.length === 0;
  }

  /** Puts them on top of what else is changed: of that, too, they take away. */
  over(base: HeadEdits): HeadEdits {
    if (this.none) return base;
    const removes = (lowerName: string) => this.#removed.has(this.#spelling(lowerName));
    const { drop, add = [] } = base;
    const kept = add.filter((_part, index) => !removes((add[index - (index % 2)] as string).toLowerCase()));
    return {
      ...base,
      drop: (lowerName) => removes(lowerName) || (drop?.(lowerName) ?? false),
      add: [...kept, ...this.#added],
    };
  }

  #put(edit: HeaderEdit): void {
    const name = this.#spelling(edit.name.toLowerCase());
    const added = this.#added;
    if (edit.act !== 'add') {
      this.#removed.add(name);
      const isOther = (index: number) => this.#spelling((added[index - (index % 2)] as string).toLowerCase()) !== name;
      this.#added = added.filter((_part, index) => isOther(index));
    }
    if (edit.act !== 'remove') this.#added = [...this.#added, edit.name, edit.value];
  }
}
