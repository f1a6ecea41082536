import { useEffect, useState } from 'react';
import type { HistorySize as Size } from '../../../shared/contract/metrics.ts';
import { formatBytes } from '../../format/format-bytes.ts';
import { ask } from '../../rpc/ask.ts';
import { Setting } from './setting.tsx';

/** How much room the metrics take on disk, and how much they may. */
export function HistorySize() {
  const [size, setSize] = useState<Size>();
  useEffect(() => {
    let wanted = true;
    void ask((client) => client.metrics.size()).then((answer) => {
      if (wanted && answer.ok) setSize(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return (
    <Setting
      label="Metrics history"
      hint="10 seconds for a day, minutes for 30 days, hours for a year. The oldest goes where the room is used up."
    >
      <span className="ph-mono">{size === undefined ? 'Not known yet' : sizeWords(size)}</span>
    </Setting>
  );
}

function sizeWords({ bytes, limit }: Size): string {
  return bytes === undefined ? 'Kept in memory only' : `${formatBytes(bytes)} of ${formatBytes(limit)}`;
}
