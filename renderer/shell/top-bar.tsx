import { Kbd } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import classes from './top-bar.module.css';
import { TruthLine } from './truth-line.tsx';

const IS_MAC = /mac/i.test(navigator.platform);

/** Above every view: the line of truth, and the way into the command palette. */
export function TopBar() {
  return (
    <header className={classes.bar}>
      <TruthLine />
      <button type="button" className={classes.search} onClick={spotlight.open} aria-label="Open the command palette">
        <IconSearch size={15} stroke={1.75} aria-hidden="true" />
        <span className={classes.hint}>Search or do</span>
        <Kbd size="xs">{IS_MAC ? '⌘K' : 'Ctrl K'}</Kbd>
      </button>
    </header>
  );
}
