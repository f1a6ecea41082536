import { IconLock, IconWorld } from '@tabler/icons-react';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { TabForm } from '../../components/tab-form.tsx';
import { useNow } from '../../components/use-now.ts';
import { hasPart } from '../../format/fitting-rules.ts';
import { isOpenToAll, rulesWords } from '../../format/rules-words.ts';
import { AccessSection } from './access-section.tsx';
import { HeadersSection } from './headers-section.tsx';
import { LimitsSection } from './limits-section.tsx';
import { MadeSecretsDialog } from './made-secrets-dialog.tsx';
import { PathsSection } from './paths-section.tsx';
import classes from './rules-view.module.css';
import { UntilSection } from './until-section.tsx';
import { useRulesDraft } from './use-rules-draft.ts';

/** Who may use a tunnel, what is changed on the way, and until when. Changes hold once they are saved, and break nothing off. */
export function RulesPanel({ tunnel }: { tunnel: Tunnel }) {
  const draft = useRulesDraft(tunnel);
  const { kind } = tunnel;
  const { form, errors, change, made } = draft;
  const section = { kind, form, errors, change };
  return (
    <>
      <TabForm label={`Rules of ${tunnel.name}`} draft={draft} summary={<Summary tunnel={tunnel} />}>
        {hasPart(kind, 'accounts') && <AccessSection {...section} />}
        {hasPart(kind, 'addresses') && <LimitsSection {...section} />}
        {hasPart(kind, 'host') && <HeadersSection {...section} />}
        {hasPart(kind, 'paths') && <PathsSection {...section} />}
        <UntilSection {...section} />
      </TabForm>
      {made !== undefined && made.tokens.length + made.links.length > 0 && (
        <MadeSecretsDialog made={made} onClose={draft.forgetMade} />
      )}
    </>
  );
}

/** What holds now, whatever stands in the form. */
function Summary({ tunnel }: { tunnel: Tunnel }) {
  const now = useNow(true, 60_000);
  const isOpen = isOpenToAll(tunnel.kind, tunnel.rules);
  const Sign = isOpen ? IconWorld : IconLock;
  return (
    <p className={classes.summary} data-closed={!isOpen}>
      <Sign className={classes.sign} size={18} stroke={1.75} aria-hidden="true" />
      <span>{rulesWords(tunnel.kind, tunnel.rules, now).join(' · ')}</span>
    </p>
  );
}
