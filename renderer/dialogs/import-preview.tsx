import { Checkbox } from '@mantine/core';
import type { ImportPlan, PlannedTunnel } from '../../shared/contract/import.ts';
import { shortAddress } from '../format/short-address.ts';
import classes from './import-preview.module.css';

const SOURCES: Record<ImportPlan['source'], string> = {
  'ngrok.yml': 'From ngrok.yml',
  'frpc.toml': 'From frpc.toml',
  ngrok: 'From an ngrok command',
  inlets: 'From an inlets command',
  ssh: 'From an ssh command',
  porthole: 'From an export of Porthole',
};

const KINDS: Record<PlannedTunnel['kind'], string> = {
  http: 'HTTP',
  tcp: 'TCP',
  tls: 'TLS passed through',
  private: 'own devices only',
  forward: 'reached from here',
};

interface ImportPreviewProps {
  plan: ImportPlan;
  /** Places of the tunnels that are not to be added. */
  left: ReadonlySet<number>;
  onToggle: (index: number) => void;
}

/** What becomes of each tunnel, and what of it cannot be brought over. */
export function ImportPreview({ plan, left, onToggle }: ImportPreviewProps) {
  return (
    <section className={classes.preview} aria-label="What becomes of it" aria-live="polite">
      <h3 className={classes.source}>{SOURCES[plan.source]}</h3>
      {plan.notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
      <ul className={classes.list}>
        {plan.tunnels.map((tunnel) => (
          <li key={tunnel.index} className={classes.tunnel}>
            <Checkbox
              checked={tunnel.problem === undefined && !left.has(tunnel.index)}
              disabled={tunnel.problem !== undefined}
              onChange={() => onToggle(tunnel.index)}
              label={<Title tunnel={tunnel} />}
              error={tunnel.problem}
            />
            {tunnel.notes.map((note) => (
              <p key={note} className={classes.note}>
                {note}
              </p>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Title({ tunnel: { name, kind, upstream, remotePort, localPort } }: { tunnel: PlannedTunnel }) {
  const port = remotePort ?? localPort;
  return (
    <span className={classes.title}>
      <span className={classes.name}>{name}</span>
      {upstream !== undefined && <span className="ph-mono">{shortAddress(upstream)}</span>}
      <span className={classes.kind}>{port === undefined ? KINDS[kind] : `${KINDS[kind]}, port ${port}`}</span>
    </span>
  );
}
