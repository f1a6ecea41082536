import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { RulesErrors } from './check-rules-form.ts';
import type { RulesForm } from './rules-form.ts';

/** What each section of the Rules tab gets. */
export interface SectionProps {
  kind: TunnelKind;
  form: RulesForm;
  errors: RulesErrors;
  change: (part: Partial<RulesForm>) => void;
}
