import { Select } from '@mantine/core';
import type { Server } from '../../shared/contract/server.ts';

interface OwnServerSelectProps {
  servers: readonly Server[];
  value: string | null;
  onChange: (serverId: string) => void;
  error: string | undefined;
}

/** Chooses among the exit servers that other computers reach. */
export function OwnServerSelect({ servers, value, onChange, error }: OwnServerSelectProps) {
  const own = servers.filter(({ embedded }) => !embedded);
  return (
    <Select
      label="Server"
      placeholder={own.length === 0 ? 'No exit server of your own yet' : undefined}
      data={own.map(({ id, label }) => ({ value: id, label }))}
      value={value}
      onChange={(serverId) => serverId !== null && onChange(serverId)}
      error={error}
    />
  );
}
