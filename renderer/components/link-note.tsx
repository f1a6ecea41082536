import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import classes from './link-note.module.css';

/** How the link goes where that is not the usual way: over which transport and through which proxy. Nothing where it is. */
export function LinkNote({ linkNote, proxy }: Pick<Tunnel, 'linkNote' | 'proxy'>) {
  const isStale = useIsStale();
  if (isStale || (linkNote === undefined && proxy === undefined)) return null;
  return (
    <p className={classes.note} role="note">
      {linkNote} {proxy !== undefined && `Goes through the proxy ${proxy}.`}
    </p>
  );
}
