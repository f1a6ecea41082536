import { type Icon, IconCheck, IconDeviceDesktop, IconHelp, IconX } from '@tabler/icons-react';
import type { Probe, Probes, Tunnel } from '../../../shared/contract/tunnel.ts';
import { useNow } from '../../components/use-now.ts';
import { formatAge } from '../../format/format-age.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { shortAddress } from '../../format/short-address.ts';
import { useIsStale } from '../../state/use-is-stale.ts';
import classes from './probe-line.module.css';
import { useProbes } from './use-probes.ts';

const SIGNS: Record<Probe['state'], Icon> = { ok: IconCheck, failed: IconX, unknown: IconHelp };
const WORDS: Record<Probe['state'], string> = { ok: 'OK', failed: 'Failed', unknown: 'Not checked yet' };

/** What is known of the way while the engine is away. */
const UNKNOWN: Probes = {
  link: { state: 'unknown' },
  upstream: { state: 'unknown' },
  publicUrl: { state: 'unknown' },
};

/** The three probes in the order of the way: you → link → port → public URL. */
export function ProbeLine({ tunnel }: { tunnel: Tunnel }) {
  const known = useProbes(tunnel.id);
  const probes = useIsStale() ? UNKNOWN : known;
  const now = useNow(true);
  return (
    <ol className={classes.way} aria-label="Probes">
      <li className={classes.you}>
        <IconDeviceDesktop size={20} stroke={1.5} aria-hidden="true" />
        <span>You</span>
      </li>
      {hopsOf(tunnel, probes).map((hop) => (
        <Hop key={hop.name} {...hop} now={now} />
      ))}
    </ol>
  );
}

/** The hops of a tunnel in the order of its way; a forward tunnel is reached here and leads over there. */
function hopsOf({ kind, upstream, publicUrl, serverLabel }: Tunnel, probes: Probes): Omit<HopProps, 'now'>[] {
  const link = { name: 'Link', detail: serverLabel, probe: probes.link };
  const address = publicUrl === undefined ? 'none yet' : shortAddress(publicUrl);
  if (kind === 'forward') {
    return [
      { name: 'Local port', detail: address, probe: probes.publicUrl },
      link,
      { name: 'Service', detail: shortAddress(upstream), probe: probes.upstream },
    ];
  }
  return [
    link,
    {
      name: upstream.startsWith('folder:') ? 'Folder' : 'Port',
      detail: shortAddress(upstream),
      probe: probes.upstream,
    },
    { name: kind === 'private' ? 'Private name' : 'Public URL', detail: address, probe: probes.publicUrl },
  ];
}

interface HopProps {
  name: string;
  detail: string;
  probe: Probe;
  now: number;
}

function Hop({ name, detail, probe, now }: HopProps) {
  const Sign = SIGNS[probe.state];
  return (
    <li className={classes.hop} data-state={probe.state} aria-label={`${name}: ${stateWords(probe)}`}>
      <span className={classes.sign}>
        <Sign size={14} stroke={2.5} aria-hidden="true" />
      </span>
      <span className={classes.words}>
        <span className={classes.name}>
          {name}
          {probe.state === 'failed' && <span className={classes.state}>{WORDS.failed}</span>}
        </span>
        <span className={classes.detail} title={detail}>
          {detail}
        </span>
        <span className={classes.age}>{probeWords(probe, now)}</span>
      </span>
    </li>
  );
}

/** Where nothing is to be checked, it says why. */
function stateWords({ state, message }: Probe): string {
  return state === 'unknown' && message !== undefined ? message : WORDS[state];
}

/** How long a good answer took and how old it is, or why there is none: `14 ms · 3 s ago`. */
function probeWords({ state, message, tookMs, checkedAt }: Probe, now: number): string {
  if (state !== 'ok' && message !== undefined) return message;
  if (checkedAt === undefined) return WORDS[state];
  const age = formatAge(checkedAt, now);
  return state === 'ok' && tookMs !== undefined ? `${formatDuration(tookMs)} · ${age}` : age;
}
