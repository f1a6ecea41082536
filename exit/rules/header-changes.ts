import { AddedFields } from '../../shared/http1/added-fields.ts';
import { FieldNames } from '../../shared/http1/field-names.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { HeaderEdit } from '../../shared/rules/tunnel-rules.ts';

/** Edits of one direction's fields, put together once: which go, and which come behind the others. */
export class HeaderChanges {
  readonly #removed: FieldNames;
  /** name, value, … */
  readonly #added: readonly string[];

  /**
   * @param loose whether `X_User` is `X-User`: to upstreams that make variables of fields it is (RFC 3875 §4.1.18), so what is set or removed
   *   must not come in by the other spelling
   */
  constructor(edits: readonly HeaderEdit[], loose: boolean) {
    let added: readonly string[] = [];
    const removed: string[] = [];
    for (const edit of edits) {
      if (edit.act !== 'add') {
        const lowerName = edit.name.toLowerCase();
        removed.push(lowerName);
        added = without(added, new FieldNames([lowerName], loose));
      }
      if (edit.act !== 'remove') added = [...added, edit.name, edit.value];
    }
    this.#removed = new FieldNames(removed, loose);
    this.#added = added;
  }

  get none(): boolean {
    return this.#removed.isEmpty && this.#added.length === 0;
  }

  /** Puts them on top of what else is changed: of that, too, they take away. */
  over(base: HeadEdits): HeadEdits {
    if (this.none) return base;
    const { drop, add = AddedFields.none } = base;
    return {
      ...base,
      drop: this.#removed.or(drop),
      add: new AddedFields([...without(add.list, this.#removed), ...this.#added]),
    };
  }
}

/** Takes the fields of some names out of a list name, value, …. */
function without(list: readonly string[], names: FieldNames): string[] {
  return list.filter((_part, index) => !names.has(list[index - (index % 2)] as string));
}
