import { Loader } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { Service } from '../../../shared/contract/service.ts';
import { serviceLabel, serviceLabelParts } from '../../../shared/contract/service-label.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { shareTarget } from '../../actions/share-target.tsx';
import { toast } from '../../actions/toast.tsx';
import { useHighlight } from '../../state/highlight-store.ts';
import { usePending } from '../../state/pending-store.ts';
import classes from './service-chip.module.css';
import { ServiceIcon } from './service-icon.tsx';

interface ServiceChipProps {
  service: Service;
  /** The tunnel that leads to it, where there is one that runs. */
  tunnel: Tunnel | undefined;
}

/** A service as one button: shares it, or leads to its row where it is shared already. */
export function ServiceChip({ service, tunnel }: ServiceChipProps) {
  const target = String(service.port);
  const sharing = usePending((state) => state.sharing.has(target));
  const highlight = useHighlight((state) => state.highlight);
  const label = serviceLabel(service);
  const share = async () => {
    const answer = await shareTarget(target, service.kind);
    if (!answer.ok) toast(answer.message, { tone: 'bad' });
  };
  const act = () => {
    if (sharing) return;
    if (tunnel === undefined) void share();
    else highlight(tunnel.id);
  };
  return (
    <button
      type="button"
      className={classes.chip}
      data-shared={tunnel !== undefined}
      aria-label={tunnel === undefined ? `Share ${label}` : `${label} is shared: show it`}
      aria-busy={sharing}
      title={service.title ?? label}
      onClick={act}
    >
      <ServiceIcon service={service} />
      <ChipText service={service} />
      <span className={classes.act}>
        {sharing ? <Loader size={14} /> : tunnel === undefined ? 'Share' : <Shared />}
      </span>
    </button>
  );
}

function ChipText({ service }: { service: Service }) {
  const parts = serviceLabelParts(service);
  const port = parts.pop();
  return (
    <span className={classes.text}>
      <span className={classes.name}>{parts[0]}</span>
      {parts[1] !== undefined && <span className={classes.project}> · {parts[1]}</span>}
      <span className={classes.port}> · {port}</span>
    </span>
  );
}

function Shared() {
  return (
    <>
      <IconCheck size={14} stroke={2.25} aria-hidden="true" /> Shared
    </>
  );
}
