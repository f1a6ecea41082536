import { Button } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { doctorSummary } from '../../../shared/doctor/doctor-summary.ts';
import { doctorText } from '../../../shared/doctor/doctor-text.ts';
import { copyText } from '../../actions/copy-text.ts';
import { runDoctor } from '../../actions/run-doctor.ts';
import { saveDiagnostics } from '../../actions/save-diagnostics.ts';
import { toast } from '../../actions/toast.tsx';
import { useDoctor } from '../../state/doctor-store.ts';
import { DoctorCheck } from './doctor-check.tsx';
import classes from './doctor-section.module.css';

/** Looks for what is wrong between this computer and its public URLs, and helps to tell others of it. */
export function DoctorSection() {
  const { report, running, failure } = useDoctor();
  const section = useRef<HTMLElement>(null);
  // Whoever runs it from the palette looks at the top of the settings.
  useEffect(() => {
    if (running) section.current?.scrollIntoView({ block: 'start' });
  }, [running]);
  return (
    <section ref={section} aria-label="Doctor" className={classes.section}>
      <header className={classes.header}>
        <div>
          <h2>Doctor</h2>
          <p>Looks for what is wrong between this computer and your public URLs. It changes nothing.</p>
        </div>
        <div className={classes.acts}>
          {report?.done === true && (
            <Button variant="default" onClick={() => void copyReport()}>
              Copy report
            </Button>
          )}
          <SaveDiagnostics />
          <Button
            leftSection={<IconStethoscope size={18} stroke={1.6} />}
            loading={running}
            onClick={() => void runDoctor()}
          >
            {report === undefined ? 'Run the doctor' : 'Run again'}
          </Button>
        </div>
      </header>
      {failure !== undefined && (
        <p className={classes.failure} role="alert">
          {failure}
        </p>
      )}
      {report !== undefined && (
        <>
          <p className={classes.summary} role="status">
            {running ? `Looking… ${doctorSummary(report)}` : doctorSummary(report)}
          </p>
          <ul className={classes.panel} aria-label="What the doctor found">
            {report.checks.map((check) => (
              <DoctorCheck key={check.check} check={check} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function SaveDiagnostics() {
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    await saveDiagnostics();
    setSaving(false);
  };
  return (
    <Button variant="default" loading={saving} onClick={() => void save()}>
      Save diagnostics
    </Button>
  );
}

async function copyReport(): Promise<void> {
  const { report } = useDoctor.getState();
  if (report === undefined) return;
  const done = await copyText(doctorText(report));
  if (done) toast('Copied the report.', { tone: 'good' });
  else toast('The browser did not allow copying.', { tone: 'bad' });
}
