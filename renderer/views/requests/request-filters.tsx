import { CloseButton, NumberInput, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RequestFilter } from '../../../shared/contract/captured-request.ts';
import { useTunnels } from '../../state/stores.ts';
import classes from './requests-panel.module.css';
import { StatusFilter } from './status-filter.tsx';
import { TimeFilter } from './time-filter.tsx';
import { useTyped } from './use-typed.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** An hour: nothing that is looked for took longer. */
const MOST_MS = 3_600_000;

interface RequestFiltersProps {
  filter: RequestFilter;
  onChange: (part: RequestFilter) => void;
  /** In a tunnel's own view there is nothing to choose. */
  withTunnel: boolean;
}

/** Text, method, status, duration, time and tunnel by which requests are searched. */
export function RequestFilters({ filter, onChange, withTunnel }: RequestFiltersProps) {
  const tunnels = useTunnels((state) => state.value) ?? [];
  const http = tunnels.filter(({ kind }) => kind === 'http');
  return (
    <search className={classes.filters}>
      <TextFilter text={filter.text} onChange={(text) => onChange({ text })} />
      <div className={classes.choices}>
        <Select
          aria-label="Method"
          placeholder="Method"
          w={104}
          data={METHODS}
          value={filter.method ?? null}
          onChange={(method) => onChange({ method: method ?? undefined })}
          clearable
        />
        <StatusFilter status={filter.status} onChange={(status) => onChange({ status })} />
        <DurationFilter minMs={filter.minMs} onChange={(minMs) => onChange({ minMs })} />
        <TimeFilter from={filter.from} to={filter.to} onChange={onChange} />
        {withTunnel && (
          <Select
            aria-label="Tunnel"
            placeholder="All tunnels"
            w={144}
            data={http.map(({ id, name }) => ({ value: id, label: name }))}
            value={filter.tunnelId ?? null}
            onChange={(tunnelId) => onChange({ tunnelId: tunnelId ?? undefined })}
            clearable
          />
        )}
      </div>
    </search>
  );
}

function TextFilter({ text, onChange }: { text: string | undefined; onChange: (text: string | undefined) => void }) {
  const [typed, setTyped] = useTyped(text ?? '', (next) => {
    const searched = next.trim();
    onChange(searched === '' ? undefined : searched);
    return searched;
  });
  return (
    <TextInput
      aria-label="Search in paths, fields and bodies"
      placeholder="Search in paths, fields and bodies"
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden="true" />}
      rightSection={
        typed !== '' && <CloseButton aria-label="Clear the search" size="sm" onClick={() => setTyped('')} />
      }
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      maxLength={200}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function DurationFilter({
  minMs,
  onChange,
}: {
  minMs: number | undefined;
  onChange: (minMs: number | undefined) => void;
}) {
  const [typed, setTyped] = useTyped<number | string>(minMs ?? '', (next) => {
    const least = Number(next) || undefined;
    onChange(least);
    return least ?? '';
  });
  return (
    <NumberInput
      aria-label="Took at least, ms"
      placeholder="Took ≥ ms"
      w={104}
      suffix=" ms"
      prefix="≥ "
      min={0}
      max={MOST_MS}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      value={typed}
      onChange={setTyped}
    />
  );
}
