/** An alarm that a test rings: what waits for it goes on by one step, and is idle when it waits again. */
export function steppedAlarm() {
  let wake = () => {};
  let isIdle = () => {};
  const alarm = {
    ring: () => wake(),
    wait: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve());
        isIdle();
      }),
  };
  const idle = () =>
    new Promise<void>((resolve) => {
      isIdle = resolve;
    });
  return {
    alarm,
    idle,
    async step(): Promise<void> {
      const again = idle();
      wake();
      await again;
    },
  };
}
