import { Button, CloseButton } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconInfoCircle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Notice } from '../../shared/contract/notice.ts';
import { updateLine, wantsAttention } from '../../shared/contract/update-words.ts';
import type { Updates } from '../../shared/contract/updates.ts';
import { UpdateButtons } from '../components/update-buttons.tsx';
import { ask } from '../rpc/ask.ts';
import { useConnection } from '../state/connection-store.ts';
import { useNotices, useUpdates } from '../state/stores.ts';
import classes from './banners.module.css';

/** What is true of the whole app and belongs to no tunnel: a lost engine first, then the engine's notices, and an update last. */
export function Banners() {
  const phase = useConnection((state) => state.phase);
  const notices = useNotices((state) => state.value) ?? [];
  const updates = useUpdates((state) => state.value);
  return (
    <div className={classes.banners} aria-live="polite">
      {phase === 'lost' && <LostBanner />}
      {notices.map((notice) => (
        <NoticeBanner key={notice.id} notice={notice} />
      ))}
      {phase === 'online' && updates !== undefined && wantsAttention(updates.step) && (
        <UpdateBanner updates={updates} />
      )}
    </div>
  );
}

function LostBanner() {
  const tryNow = useConnection((state) => state.tryNow);
  return (
    <Banner level="error" icon={IconPlugConnectedX}>
      <span className={classes.text}>
        <strong>Porthole’s engine stopped.</strong> Reconnecting…
      </span>
      <Button size="compact-sm" variant="default" onClick={tryNow}>
        Try now
      </Button>
    </Banner>
  );
}

function NoticeBanner({ notice }: { notice: Notice }) {
  const dismiss = () => void ask((client) => client.notices.dismiss({ id: notice.id }));
  return (
    <Banner level={notice.level} icon={notice.level === 'info' ? IconInfoCircle : IconAlertTriangle}>
      <span className={classes.text}>{notice.message}</span>
      <CloseButton size={28} aria-label="Dismiss" onClick={dismiss} />
    </Banner>
  );
}

/** Quiet: nothing is wrong with the version that runs. */
function UpdateBanner({ updates }: { updates: Updates }) {
  const failed = updates.step.state === 'failed';
  return (
    <Banner level={failed ? 'warning' : 'info'} icon={failed ? IconAlertTriangle : IconRefresh}>
      <span className={classes.text}>{updateLine(updates.step)}</span>
      <UpdateButtons updates={updates} />
    </Banner>
  );
}

function Banner({ level, icon: Sign, children }: { level: Notice['level']; icon: Icon; children: ReactNode }) {
  return (
    <div className={classes.banner} data-level={level} role="status">
      <Sign size={18} stroke={1.75} aria-hidden="true" />
      {children}
    </div>
  );
}
