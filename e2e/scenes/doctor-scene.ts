import { expect } from '@playwright/test';
import type { DoctorReport, Finding } from '../../shared/contract/doctor.ts';
import { DOCTOR_CHECKS } from '../../shared/contract/doctor.ts';
import { DoctorPanel } from '../pages/doctor-panel.ts';
import { NOW, type Scene } from './scene.ts';
import { fillShop } from './shop.ts';

const EXIT = 'exit.example.com';

const FOUND: Record<string, Finding[]> = {
  link: [
    { about: EXIT, verdict: 'ok', found: `${EXIT}:8123 takes the token, over a WebSocket that was open after 41 ms.` },
    {
      about: 'This computer',
      verdict: 'skipped',
      found: 'The exit server inside the app runs only while a tunnel uses it.',
    },
  ],
  dns: [
    { about: EXIT, verdict: 'ok', found: 'It leads to 203.0.113.9.' },
    {
      about: 'blog.example.com',
      verdict: 'failed',
      found: 'DNS for blog.example.com leads to 198.51.100.7, not to your exit server.',
      nextStep: 'Let it lead to 203.0.113.9, or to the load balancer in front of your exit server.',
    },
  ],
  tls: [
    {
      about: `${EXIT}:8123`,
      verdict: 'warning',
      found: 'Its certificate by Let’s Encrypt is good until 2026-05-11.',
      nextStep: 'Renew it, or see why the exit server does not renew it by itself.',
    },
  ],
  ports: [{ about: 'hooks', verdict: 'skipped', found: 'It is switched off.' }],
};

function shopReport(): DoctorReport {
  const well: Finding[] = [{ about: EXIT, verdict: 'ok', found: 'All is well here.' }];
  const checks = DOCTOR_CHECKS.map((check) => ({ check, tookMs: 40, findings: FOUND[check] ?? well }));
  return { at: NOW, done: true, version: '0.1.0', platform: 'linux-x64', checks };
}

/** The doctor with one problem and one warning. */
export const DOCTOR_SCENE: Scene = {
  name: 'settings-doctor',
  engine: (engine) => {
    fillShop(engine);
    engine.doctor.report.set(shopReport());
  },
  at: '/settings',
  show: async ({ page, app }) => {
    const doctor = new DoctorPanel(page, app);
    await doctor.run();
    await expect(doctor.summary).toHaveText('1 problem, 1 warning.');
    await doctor.summary.scrollIntoViewIfNeeded();
  },
  picture: 'none',
};
