import type { CapturedField } from '../../../../shared/contract/captured-request.ts';

/**
 * Replaces values of fields by name, before anything is kept. Neither a value's length nor its end stays: both help to guess it, and
 * nothing here needs them.
 */
export class FieldMasks {
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
  }

  /** @param fields name, value, … as they came */
  apply(fields: readonly string[]): CapturedField[] {
    const kept: CapturedField[] = [];
    for (let i = 0; i < fields.length; i += 2) {
      const name = fields[i] ?? '';
      kept.push([name, this.#names.has(name.toLowerCase()) ? null : (fields[i + 1] ?? '')]);
    }
    return kept;
  }
}
