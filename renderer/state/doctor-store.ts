import { create } from 'zustand';
import type { DoctorReport } from '../../shared/contract/doctor.ts';

interface DoctorState {
  /** What the doctor found last, or has found so far. */
  report: DoctorReport | undefined;
  running: boolean;
  /** Why it could not be asked, one line. */
  failure: string | undefined;
}

/** The doctor's last examination. It is kept while the user looks at other views. */
export const useDoctor = create<DoctorState>(() => ({ report: undefined, running: false, failure: undefined }));
