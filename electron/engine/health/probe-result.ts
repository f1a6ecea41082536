/** What a probe found: how long the good answer took, or why there was none and what to do. */
export type ProbeResult =
  | { ok: true; tookMs: number; certificateExpiresAt?: number | undefined }
  | { ok: false; message: string; nextStep: string };
