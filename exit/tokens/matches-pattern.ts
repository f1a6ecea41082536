/**
 * Whether a text has the form of a pattern, whose `*` stands for characters other than `.` and `:`. Written without a regular
 * expression: one with several stars could be made to take very long.
 */
export function matchesPattern(pattern: string, text: string): boolean {
  let [p, t] = [0, 0];
  /** Where to go on when a character does not fit: behind the last star, one character of the text further. */
  let [starAt, resumeAt] = [-1, 0];
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      starAt = p++;
      resumeAt = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else {
      const eaten = text[resumeAt];
      if (starAt < 0 || eaten === '.' || eaten === ':') return false;
      p = starAt + 1;
      t = ++resumeAt;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
