import type { RequestDetail } from '../../../shared/contract/captured-request.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatDuration } from '../../format/format-duration.ts';
import classes from './timing-bar.module.css';

/** How long the service took to begin its answer, and to end it. */
export function TimingBar({ detail }: { detail: RequestDetail }) {
  const { firstByteMs, durationMs, requestBytes, answerBytes } = detail;
  const total = durationMs ?? firstByteMs ?? 0;
  const wait = firstByteMs ?? total;
  const words = [
    firstByteMs === undefined ? undefined : `answer began after ${formatDuration(firstByteMs)}`,
    durationMs === undefined ? 'still under way' : `whole after ${formatDuration(durationMs)}`,
    `${formatBytes(requestBytes)} in, ${formatBytes(answerBytes)} out`,
  ].filter((word) => word !== undefined);
  return (
    <div className={classes.timing}>
      <div className={classes.bar} aria-hidden="true">
        <span className={classes.wait} style={{ flexGrow: Math.max(wait, total / 100) }} />
        <span className={classes.receive} style={{ flexGrow: Math.max(0, total - wait) }} />
      </div>
      <p className={classes.words}>{words.join(' · ')}</p>
    </div>
  );
}
