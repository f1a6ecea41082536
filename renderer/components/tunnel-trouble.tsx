import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { mend } from '../actions/mend.ts';
import { retryNow } from '../actions/tunnel-acts.ts';
import { formatCountdown } from '../format/format-countdown.ts';
import { REMEDY_LABEL } from '../format/remedy-label.ts';
import { useIsStale } from '../state/use-is-stale.ts';
import classes from './tunnel-trouble.module.css';
import { useNow } from './use-now.ts';

/** Spells out what is wrong with a tunnel and what to do, with the one button that mends it. Nothing where all is well. */
export function TunnelTrouble({ tunnel }: { tunnel: Tunnel }) {
  const { status } = tunnel;
  const isStale = useIsStale();
  // What was wrong before the engine went away may be no more, and no button here could reach it.
  if (isStale) return null;
  const trouble = status.state === 'stopped' ? status.ended : 'message' in status ? status : undefined;
  if (trouble === undefined) return null;
  const { remedy } = trouble;
  return (
    <div className={classes.trouble} data-state={status.state}>
      <p className={classes.text}>
        {trouble.message} <span className={classes.next}>{trouble.nextStep}</span>
        {status.state === 'reconnecting' && <NextTry attempt={status.attempt} at={status.nextTryAt} />}
      </p>
      <span className={classes.acts}>
        {remedy !== undefined && remedy !== 'retry' && (
          <Button size="compact-sm" variant="default" onClick={() => mend(tunnel, remedy)}>
            {REMEDY_LABEL[remedy]}
          </Button>
        )}
        {(status.state === 'reconnecting' || remedy === 'retry') && <TryNow tunnel={tunnel} />}
      </span>
    </div>
  );
}

function NextTry({ attempt, at }: { attempt: number; at: number }) {
  const now = useNow(true, 250);
  return (
    <span className={classes.countdown} role="timer" aria-live="off">
      {at > now ? `Try ${attempt} starts ${formatCountdown(at, now)}.` : `Try ${attempt} is under way.`}
    </span>
  );
}

function TryNow({ tunnel }: { tunnel: Tunnel }) {
  const [asking, setAsking] = useState(false);
  const retry = async () => {
    setAsking(true);
    await retryNow(tunnel);
    setAsking(false);
  };
  return (
    <Button size="compact-sm" variant="default" loading={asking} onClick={() => void retry()}>
      {REMEDY_LABEL.retry}
    </Button>
  );
}
