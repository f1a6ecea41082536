import type { TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { WatchingErrors, WatchingForm } from './watching-form.ts';

/** What each section of the Settings tab gets. */
export interface SectionProps {
  kind: TunnelKind;
  form: WatchingForm;
  errors: WatchingErrors;
  change: (part: Partial<WatchingForm>) => void;
}
