import { Skeleton } from '@mantine/core';
import classes from './tunnel-list.module.css';

const ROWS = ['38%', '30%', '44%'] as const;

/** Stands in for the list until the engine has told it. */
export function TunnelListSkeleton() {
  return (
    <div className={classes.panel} role="status" aria-label="Loading tunnels">
      {ROWS.map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={14} width="18%" />
          <Skeleton height={10} width={width} />
        </div>
      ))}
    </div>
  );
}
