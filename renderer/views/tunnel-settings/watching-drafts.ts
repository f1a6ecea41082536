import { createDrafts } from '../../state/create-drafts.ts';
import type { WatchingForm } from './watching-form.ts';

/** What the user began to change in Settings tabs. */
export const useWatchingDrafts = createDrafts<WatchingForm>();
