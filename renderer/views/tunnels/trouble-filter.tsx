import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTroubleFilter } from '../../state/trouble-filter-store.ts';
import classes from './trouble-filter.module.css';
import type { ShownTunnels } from './use-shown-tunnels.ts';

/** Above a long list: leads to the tunnels in trouble, of which those far out of view say no more than that. */
export function TroubleFilter({ shown, troubled, isNarrowed, all }: ShownTunnels & { all: number }) {
  const { show, showAll } = useTroubleFilter();
  return (
    <div className={classes.bar}>
      <Button
        size="compact-sm"
        variant={isNarrowed ? 'light' : 'default'}
        leftSection={<IconAlertTriangle size={15} stroke={1.75} />}
        aria-pressed={isNarrowed}
        onClick={() => (isNarrowed ? showAll() : show(troubled))}
      >
        In trouble: {troubled.length}
      </Button>
      <span className={classes.note} role="status">
        {isNarrowed && `${shown.length} of ${all} tunnels are shown.`}
      </span>
    </div>
  );
}
