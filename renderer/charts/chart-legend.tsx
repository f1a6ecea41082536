import { NO_DATA } from '../format/no-data.ts';
import classes from './chart-legend.module.css';
import type { Chart, ChartSeries } from './chart-model.ts';

/** A chart's title and its values at the cursor, or the latest where the cursor is elsewhere. */
export function ChartLegend({ chart, index }: { chart: Chart; index: number | null }) {
  const shown = chart.series.filter(({ rare, values }) => !rare || values.some((value) => value !== null && value > 0));
  return (
    <div className={classes.legend}>
      <h3>{chart.title}</h3>
      <dl>
        {/* Stacked series are listed as they lie: the uppermost first. */}
        {(chart.stacked ? shown.toReversed() : shown).map((series) => (
          <Entry key={series.label} series={series} value={valueAt(series, index)} format={chart.format} />
        ))}
      </dl>
    </div>
  );
}

function valueAt({ values }: ChartSeries, index: number | null): number | null {
  return (index === null ? values.at(-1) : values[index]) ?? null;
}

interface EntryProps {
  series: ChartSeries;
  value: number | null;
  format: Chart['format'];
}

function Entry({ series, value, format }: EntryProps) {
  return (
    <div className={classes.entry}>
      <dt>
        <span
          className={classes.swatch}
          data-dashed={series.dashed === true}
          style={{ color: `var(${series.color})` }}
          aria-hidden="true"
        />
        {series.label}
      </dt>
      <dd data-none={value === null}>
        {value === null ? (
          <>
            <span aria-hidden="true">{NO_DATA}</span>
            <span className="ph-sr">no data</span>
          </>
        ) : (
          format(value)
        )}
      </dd>
    </div>
  );
}
