import { describe, expect, it } from 'vitest';
import { AddedFields } from '../../shared/http1/added-fields.ts';
import { FieldNames } from '../../shared/http1/field-names.ts';
import { HeaderChanges } from './header-changes.ts';

describe('HeaderChanges', () => {
  it('changes nothing where nothing is to be changed', () => {
    const base = { connection: 'close' } as const;
    expect(new HeaderChanges([], true).over(base)).toBe(base);
  });

  it('applies edits in order, on top of what else is changed', () => {
    const changes = new HeaderChanges(
      [
        { act: 'add', name: 'A', value: '1' },
        { act: 'set', name: 'a', value: '2' },
        { act: 'add', name: 'A', value: '3' },
        { act: 'remove', name: 'B' },
        { act: 'set', name: 'X-Forwarded-For', value: 'x' },
      ],
      true,
    );
    const edits = changes.over({
      drop: new FieldNames(['c']),
      add: new AddedFields(['X-Forwarded-For', '192.0.2.1', 'X-Other', 'y']),
      connection: 'upgrade',
    });
    expect(edits.add?.list).toEqual(['X-Other', 'y', 'a', '2', 'A', '3', 'X-Forwarded-For', 'x']);
    expect(['a', 'b', 'c', 'd', 'x-forwarded-for'].filter((name) => edits.drop?.has(name))).toEqual([
      'a',
      'b',
      'c',
      'x-forwarded-for',
    ]);
    expect(edits.connection).toBe('upgrade');
  });

  it('takes both spellings of a name away where an upstream may take them for one', () => {
    const edit = [{ act: 'set', name: 'X-User', value: 'ada' }] as const;
    expect(new HeaderChanges(edit, true).over({}).drop?.has('x_user')).toBe(true);
    expect(new HeaderChanges(edit, false).over({}).drop?.has('x_user')).toBe(false);
  });
});
