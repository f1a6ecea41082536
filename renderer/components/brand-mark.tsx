import type { LightState } from './status-light.tsx';

const GLASS: Record<LightState, string> = {
  online: 'var(--ph-light-online)',
  waiting: 'var(--ph-light-wait)',
  degraded: 'var(--ph-light-warn)',
  refused: 'var(--ph-light-bad)',
  off: 'var(--ph-light-off)',
};

const BOLTS = [45, 135, 225, 315] as const;

/** The brass porthole. The sea behind its glass has the colour of the worst tunnel's light. */
export function BrandMark({ state, size = 28 }: { state: LightState; size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <circle cx="16" cy="16" r="15" fill="var(--ph-brass)" />
      <circle cx="16" cy="16" r="10.5" fill="var(--ph-glass)" stroke="var(--ph-brass-dark)" strokeWidth="1" />
      <path
        d="M5.9 17.2c2.2-1.6 4.4-1.6 6.7 0s4.6 1.6 6.8 0 4.5-1.6 6.7 0A10.1 10.1 0 0 1 5.9 17.2Z"
        fill={GLASS[state]}
      />
      {BOLTS.map((angle) => (
        <circle
          key={angle}
          cx={16 + 12.8 * Math.cos((angle * Math.PI) / 180)}
          cy={16 + 12.8 * Math.sin((angle * Math.PI) / 180)}
          r="1.1"
          fill="var(--ph-brass-dark)"
        />
      ))}
    </svg>
  );
}
