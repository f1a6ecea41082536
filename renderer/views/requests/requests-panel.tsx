import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff, IconInbox, IconPlayerStop } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useCaptureSettings, useTunnels } from '../../state/stores.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import { type DetailTab, RequestDetailPane } from './request-detail-pane.tsx';
import { RequestFilters } from './request-filters.tsx';
import { RequestList } from './request-list.tsx';
import classes from './requests-panel.module.css';
import { RequestsToolbar } from './requests-toolbar.tsx';
import { StoreLine } from './store-line.tsx';
import { type RequestsList, useRequests } from './use-requests.ts';

interface RequestsPanelProps {
  filter: RequestFilter;
  onFilter: (filter: RequestFilter) => void;
  /** The only tunnel whose requests are shown. */
  tunnelId?: string;
}

/** The live table of requests with its filters, and the one that is looked at. */
export function RequestsPanel({ filter, onFilter, tunnelId }: RequestsPanelProps) {
  const [selected, setSelected] = useState<number>();
  const [tab, setTab] = useState<DetailTab>('answer');
  const [isPaused, setPaused] = useState(false);
  const wanted = useMemo(() => (tunnelId === undefined ? filter : { ...filter, tunnelId }), [filter, tunnelId]);
  const list = useRequests(wanted, isPaused);
  const isStale = useIsStale();
  const onChange = useCallback((part: RequestFilter) => onFilter({ ...filter, ...part }), [filter, onFilter]);
  const tunnels = useTunnels((state) => state.value);
  const names = useMemo(() => new Map((tunnels ?? []).map(({ id, name }) => [id, name])), [tunnels]);
  return (
    <div className={classes.panel} data-stale={isStale}>
      <div className={classes.bar}>
        <RequestFilters filter={filter} onChange={onChange} withTunnel={tunnelId === undefined} />
        <RequestsToolbar filter={wanted} isPaused={isPaused} onPause={setPaused} held={list.heldRows} />
      </div>
      <div className={classes.split} data-open={selected !== undefined}>
        <div className={classes.list}>
          <List
            list={list}
            names={tunnelId === undefined ? names : undefined}
            selected={selected}
            onSelect={setSelected}
            filter={filter}
            onShowAll={() => onFilter({})}
          />
          <StoreLine list={list} />
        </div>
        {selected !== undefined && (
          <RequestDetailPane
            key={selected}
            id={selected}
            row={list.rows?.find(({ id }) => id === selected)}
            onSelect={setSelected}
            onClose={() => setSelected(undefined)}
            tab={tab}
            onTab={setTab}
          />
        )}
      </div>
    </div>
  );
}

interface ListProps {
  list: RequestsList;
  names: ReadonlyMap<string, string> | undefined;
  selected: number | undefined;
  onSelect: (id: number) => void;
  filter: RequestFilter;
  onShowAll: () => void;
}

function List({ list, names, selected, onSelect, filter, onShowAll }: ListProps) {
  const { rows, failure, more } = list;
  if (rows === undefined && failure !== undefined) {
    return (
      <EmptyState icon={IconAlertTriangle} title="Requests could not be loaded">
        {failure}
      </EmptyState>
    );
  }
  if (rows === undefined) return <Loading />;
  if (rows.length > 0)
    return <RequestList rows={rows} selected={selected} onSelect={onSelect} onMore={more} names={names} />;
  if (Object.values(filter).some((value) => value !== undefined)) {
    return (
      <EmptyState
        icon={IconFilterOff}
        title="No request fits"
        action={
          <Button variant="default" onClick={onShowAll}>
            Show all requests
          </Button>
        }
      >
        {filter.to === undefined || filter.to > Date.now()
          ? 'Requests that fit appear here as they come.'
          : 'None of that time is kept. Settings say how many of each tunnel are.'}
      </EmptyState>
    );
  }
  return <NothingYet />;
}

function NothingYet() {
  const settings = useCaptureSettings((state) => state.value);
  if (settings?.enabled === false) {
    return (
      <EmptyState icon={IconPlayerStop} title="Capturing is off">
        Turn it on in Settings to see the requests that visitors send.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconInbox} title="No requests yet">
      Requests of HTTP tunnels appear here as they come: open a public URL to see the first.
    </EmptyState>
  );
}

function Loading() {
  return (
    <div className={classes.loading} role="status" aria-label="Loading requests">
      {[70, 55, 62, 48, 66].map((width) => (
        <Skeleton key={width} height={16} width={`${width}%`} />
      ))}
    </div>
  );
}
