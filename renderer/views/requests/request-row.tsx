import { IconPlugConnected, IconRepeat } from '@tabler/icons-react';
import { memo } from 'react';
import type { RequestSummary } from '../../../shared/contract/captured-request.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatMoment } from '../../format/format-clock.ts';
import { formatDuration } from '../../format/format-duration.ts';
import classes from './request-list.module.css';
import { statusSentence, statusTone, statusWord } from './request-words.ts';

interface RequestRowProps {
  row: RequestSummary;
  /** px from the top of the list. */
  top: number;
  /** Counts from 1. */
  position: number;
  count: number;
  isSelected: boolean;
  onSelect: (id: number) => void;
  /** Name of its tunnel, where the column is shown. */
  tunnel: string | undefined;
}

/** One request in the table. */
export const RequestRow = memo(function RequestRow(props: RequestRowProps) {
  const { row, top, position, count, isSelected, onSelect, tunnel } = props;
  const duration = row.durationMs === undefined ? 'open' : formatDuration(row.durationMs);
  const time = formatMoment(row.startedAt / 1000);
  const kind = row.replayOf === undefined ? '' : ', a replay';
  const name = `${row.method} ${row.path}, ${statusSentence(row)}${kind}, ${duration}, at ${time}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list handles the keys, as a listbox does
    <div
      id={`request-${row.id}`}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
      role="option"
      aria-selected={isSelected}
      aria-label={name}
      aria-setsize={count}
      aria-posinset={position}
      tabIndex={-1}
      onClick={() => onSelect(row.id)}
    >
      <span className={classes.time}>{time}</span>
      <span className={classes.method}>{row.method}</span>
      <span className={classes.status} data-tone={statusTone(row)}>
        {statusWord(row)}
      </span>
      <span className={classes.path}>
        {row.replayOf !== undefined && <IconRepeat size={14} stroke={1.75} aria-hidden="true" />}
        {row.webSocket && <IconPlugConnected size={14} stroke={1.75} aria-hidden="true" />}
        <span title={row.path}>{row.path}</span>
      </span>
      {tunnel !== undefined && <span className={classes.tunnel}>{tunnel}</span>}
      <span className={classes.number}>{duration}</span>
      <span className={classes.number}>{formatBytes(row.answerBytes)}</span>
    </div>
  );
});
