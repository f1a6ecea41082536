import { memo } from 'react';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { RECENT_SECONDS } from '../state/metrics-store.ts';
import classes from './sparkline.module.css';
import { sparklinePaths } from './sparkline-paths.ts';

const WIDTH = 120;
const HEIGHT = 28;

interface SparklineProps {
  samples: readonly MetricsSample[];
  /** What is drawn of a sample. */
  value: (sample: MetricsSample) => number;
  /** Said to screen readers. */
  label: string;
}

/** The last minute as a small line; nothing is drawn where nothing was measured. */
export const Sparkline = memo(function Sparkline({ samples, value, label }: SparklineProps) {
  const { line, area } = sparklinePaths(
    samples.map((sample) => (sample.measured ? value(sample) : null)),
    { width: WIDTH, height: HEIGHT, slots: RECENT_SECONDS },
  );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={classes.spark}
      role="img"
      aria-label={label}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} className={classes.base} />
      <path d={area} className={classes.area} />
      <path d={line} className={classes.line} />
    </svg>
  );
});
