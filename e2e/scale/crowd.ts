/** How long each of many took, in ms and rising order, and all of them together. */
export interface CrowdTimes {
  readonly each: readonly number[];
  readonly all: number;
}

/** Does something with each of many, so many at once. Rejects with the first failure, and how many there were. */
export async function crowd<T>(
  members: readonly T[],
  atOnce: number,
  act: (member: T) => Promise<void>,
): Promise<CrowdTimes> {
  const each: number[] = [];
  const failures: unknown[] = [];
  const begun = performance.now();
  let next = 0;
  const work = async () => {
    for (let member = members[next++]; member !== undefined; member = members[next++]) {
      const since = performance.now();
      await act(member).then(
        () => each.push(performance.now() - since),
        (error) => failures.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, members.length) }, work));
  if (failures.length > 0) throw new Error(`${failures.length} of ${members.length} failed`, { cause: failures[0] });
  return { each: each.sort((a, b) => a - b), all: performance.now() - begun };
}
