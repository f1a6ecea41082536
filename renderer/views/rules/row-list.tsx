import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import classes from './rules-view.module.css';

interface RowListProps<Item extends { readonly key: number }> {
  /** What the list holds, e.g. `Accounts`. */
  title: string;
  /** One of it, as its buttons and inputs name it, e.g. `account`. */
  noun: string;
  rows: readonly Item[];
  /** Makes an empty row. */
  make: () => Item;
  set: (rows: Item[]) => void;
  /** The most that may be there. */
  max: number;
  /** The inputs of a row. @param change changes a part of it @param name the row's name for screen readers, e.g. `account 2` */
  children: (row: Item, index: number, change: (part: Partial<Item>) => void, name: string) => ReactNode;
}

/** A list that rows are added to and removed from. The cursor goes into a new row. */
export function RowList<Item extends { readonly key: number }>(props: RowListProps<Item>) {
  const { title, noun, rows, make, set, max, children } = props;
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    set([...rows, make()]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  const change = (key: number, part: Partial<Item>) =>
    set(rows.map((row) => (row.key === key ? { ...row, ...part } : row)));
  return (
    <fieldset className={classes.list}>
      <legend>{title}</legend>
      <ul ref={list} className={classes.rows}>
        {rows.map((row, index) => {
          const name = `${noun} ${index + 1}`;
          return (
            <li key={row.key} className={classes.row}>
              {children(row, index, (part) => change(row.key, part), name)}
              <ActionIcon
                className={classes.remove ?? ''}
                aria-label={`Remove ${name}`}
                onClick={() => set(rows.filter(({ key }) => key !== row.key))}
              >
                <IconX size={16} stroke={1.75} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} stroke={2} />}
        disabled={rows.length >= max}
        onClick={add}
      >
        Add {/^[aeiou]/.test(noun) ? 'an' : 'a'} {noun}
      </Button>
    </fieldset>
  );
}
