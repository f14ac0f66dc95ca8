import { createMemo, Show } from "solid-js";
import { blockTimes } from "../chain/block-times.ts";
import { createLatest } from "../latest.ts";
import { usePage } from "../page.tsx";
import { Time } from "./time.tsx";

/** The time of a block; its number until that is known. */
export function BlockTime(props: { block: number }) {
  const { t, live, formats } = usePage();
  const timeOf = createMemo(() => {
    const { fund } = live();
    return fund && blockTimes(fund.provider);
  });
  const source = createMemo(() => {
    const of = timeOf();
    return of && { of, block: props.block };
  });
  const time = createLatest(source, ({ of, block }) => of(block));
  return (
    <Show when={time().value} fallback={t().common.status.block(formats().count(props.block))}>
      {(seconds) => <Time seconds={seconds()} />}
    </Show>
  );
}
